/** Pages of a database file that hold nothing any more, and how they are given back to the disk. */
import type { DatabaseSync } from 'node:sqlite';

/** Of a connection before it makes the first table of a file: only then can pages be given back later. */
export const keepTrackOfPages = 'PRAGMA auto_vacuum = INCREMENTAL';

export interface FileSize {
  /** Bytes of the file that hold something. */
  readonly used: number;
  /** Bytes of the file that can be given back. */
  readonly free: number;
}

export function sizeOf(database: DatabaseSync): FileSize {
  const page = pragma(database, 'page_size');
  const free = pragma(database, 'freelist_count') * page;
  return { used: pragma(database, 'page_count') * page - free, free };
}

/** Pages given back at once: about 5 ms. */
const pagesAtOnce = 128;

/** Gives a part of the free pages back; false when there are none left, or none that can be. */
export function giveBack(database: DatabaseSync): boolean {
  const before = pragma(database, 'freelist_count');
  if (before === 0) return false;
  database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
  const left = pragma(database, 'freelist_count');
  return left > 0 && left < before;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
