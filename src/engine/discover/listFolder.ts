import { isUtf8 } from 'node:buffer';
import { type Stats, lstatSync, readdirSync } from 'node:fs';
import { errorCode } from './failures.ts';
import { toByteString } from './glob.ts';

export interface FolderEntry {
  /** With replacement characters where it is not valid UTF-8. */
  readonly name: string;
  /** The name's bytes, one character each. */
  readonly bytes: string;
  readonly validName: boolean;
  /** Of the entry itself, not of what a link names; the error where it cannot be had. */
  readonly stats: Stats | Error;
}

export interface Listing {
  /** As the folder has them, with replacement characters where they are not valid UTF-8. */
  readonly names: readonly string[];
  /** By name, lazily: one system call each. Those that vanish meanwhile are left out. */
  readonly entries: Iterable<FolderEntry>;
}

/** What is in a folder now. Throws as readdir does. */
export function listFolder(folder: string): Listing {
  const names = readdirSync(folder);
  const isPlain = !names.some((name) => name.includes('\ufffd'));
  return { names, entries: isPlain ? listByName(folder, names) : listByBytes(folder) };
}

function* listByName(folder: string, names: readonly string[]): Generator<FolderEntry> {
  for (const name of names.toSorted()) {
    const stats = statsOf(`${folder}/${name}`);
    if (stats !== null) yield { name, bytes: toByteString(name), validName: true, stats };
  }
}

function* listByBytes(folder: string): Generator<FolderEntry> {
  const prefix = Buffer.from(`${folder}/`);
  for (const name of readdirSync(folder, { encoding: 'buffer' }).sort((a, b) => a.compare(b))) {
    const stats = statsOf(Buffer.concat([prefix, name]));
    if (stats === null) continue;
    yield { name: name.toString('utf8'), bytes: name.toString('latin1'), validName: isUtf8(name), stats };
  }
}

function statsOf(path: string | Buffer): Stats | Error | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    return error instanceof Error ? error : new Error(String(error));
  }
}
