import { isUtf8 } from 'node:buffer';
import { type Dirent, type Stats, lstatSync, readdirSync } from 'node:fs';
import type { Named } from './ahead.ts';
import { errorCode } from './failures.ts';
import { toByteString } from './glob.ts';

export interface ListedEntry {
  /** With replacement characters where it is not valid UTF-8. */
  readonly name: string;
  /** The name's bytes, one character each. */
  readonly bytes: string;
  /** Of the entry itself, not of what a link names. */
  readonly isFolder: boolean;
  /** Its absolute path, where the name is not valid UTF-8. */
  readonly raw: Buffer | null;
}

export interface Listing {
  /** By name. */
  readonly entries: readonly ListedEntry[];
  /** Names that begin with a dot. */
  readonly dotted: readonly string[];
}

/** What is in a folder now. `told`: what a listing has just given, if there was one. Throws as readdir does. */
export function listFolder(folder: string, told: Named[] | null): Listing {
  const found = told ?? read(folder);
  const isPlain = !found.some(({ name }) => name.includes('\ufffd'));
  const entries = isPlain ? listByName(folder, found) : listByBytes(folder);
  return { entries, dotted: entries.map(({ name }) => name).filter((name) => name.startsWith('.')) };
}

function listByName(folder: string, found: Named[]): ListedEntry[] {
  return inOrder(found).map(({ name, kind }) => ({
    name,
    bytes: toByteString(name),
    isFolder: kind === 'other' ? isFolder(`${folder}/${name}`) : kind === 'folder',
    raw: null,
  }));
}

/** The file system tells kinds with the names: to ask for them one by one takes as long as the rest of the walk. */
function read(folder: string): Named[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: kindOf(entry),
    }));
  } catch {
    // Where a file system tells no kinds, Node asks for each, and fails altogether where one has vanished meanwhile.
    return readdirSync(folder).map((name) => ({ name, kind: 'other' }));
  }
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): Named['kind'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
}

/** Most file systems' libraries have sorted already. */
function inOrder(entries: Named[]): Named[] {
  const isSorted = entries.every(({ name }, at) => at === 0 || (entries[at - 1]?.name ?? '') < name);
  return isSorted ? entries : entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is neither file nor folder is asked for itself: Windows calls folders that lie in the cloud links. */
function isFolder(place: string | Buffer): boolean {
  const stats = statsOf(place);
  return stats !== null && !(stats instanceof Error) && stats.isDirectory();
}

function listByBytes(folder: string): ListedEntry[] {
  const prefix = Buffer.from(`${folder}/`);
  return readdirSync(folder, { encoding: 'buffer', withFileTypes: true })
    .sort((a, b) => a.name.compare(b.name))
    .map((entry) => {
      const { name } = entry;
      const place = Buffer.concat([prefix, name]);
      const kind = kindOf(entry);
      return {
        name: name.toString('utf8'),
        bytes: name.toString('latin1'),
        isFolder: kind === 'other' ? isFolder(place) : kind === 'folder',
        raw: isUtf8(name) ? null : place,
      };
    });
}

/** Of the entry itself, not of what a link names; the error where they cannot be had, null where it has vanished. */
export function statsOf(place: string | Buffer): Stats | Error | null {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    return error instanceof Error ? error : new Error(String(error));
  }
}
