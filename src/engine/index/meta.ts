import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';

/** Facts about the index as a whole. */
export type MetaKey =
  /** Version of the tables. */
  | 'schema'
  /** Real path of the folder, for people. */
  | 'root'
  /** Number of transactions. */
  | 'revision'
  /** 1 from a removal of chunks on until what it left over was looked through. */
  | 'orphans'
  /** Number of changes of the segments of words. */
  | 'words'
  /** ISO time. */
  | 'lastCommit'
  /** 1 once all files of the folder were looked at: until then a few of them are not all that has changed. */
  | 'complete'
  /** 1 from a run's first change on until it ends; still 1 at the next start where it was killed. */
  | 'running'
  /** Id of the static student whose tokens are kept; '' while those of another one are dropped. */
  | 'tokensOf'
  /** JSON of the globs that take files in and leave files out; see selection.ts. */
  | 'selection'
  /** JSON of the vector graph in use; see graph.ts. */
  | 'graph';

export function readMeta(database: DatabaseSync, key: MetaKey): string | number | null {
  const value = prepared(database, 'SELECT value FROM meta WHERE key = ?').get(key)?.['value'];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

export function writeMeta(database: DatabaseSync, key: MetaKey, value: string | number): void {
  prepared(database, 'INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value);
}

/** Writes nothing where it is so already: a folder in which nothing has changed costs no commit. */
export function keepMeta(database: DatabaseSync, key: MetaKey, value: string | number): void {
  if (readMeta(database, key) !== value) writeMeta(database, key, value);
}
