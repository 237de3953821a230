import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  rmdirSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { EngineError } from '../errors.ts';

/** Where the index of one folder lies. All files are the user's alone. */
export interface Location {
  /** Real path of the folder that is indexed. */
  readonly root: string;
  /** The index's own folder. */
  readonly folder: string;
  readonly database: string;
  readonly lock: string;
}

const foldersName = 'folders';
const databaseName = 'index.sqlite';
const lockName = 'lock.sqlite';

/** Everything that an index folder may hold; nothing else is ever removed. */
const ownFile = /^(?:(?:index|lock)\.sqlite(?:-wal|-shm|-journal)?|graph-[0-9]+\.usearch(?:\.part)?)$/;

export function locate(storage: string, root: string): Location {
  const real = realPathOf(root);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  const folder = join(storage, foldersName, name);
  return { root: real, folder, database: join(folder, databaseName), lock: join(folder, lockName) };
}

/** A folder that is gone keeps its index under the path by which it was known. */
function realPathOf(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}

/** Throws EngineError `storageUnwritable` where the index would lie inside the folder that it indexes. */
export function requireOutside(storage: string, root: string): void {
  const outer = realPathOf(root);
  const inner = realPathOf(storage);
  const inside = inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
  if (!inside) return;
  throw new EngineError(
    'storageUnwritable',
    `The storage ${storage} lies inside ${root}, which it would index: choose a storage outside.`,
  );
}

/** A folder that only its user may open; one that is there keeps its mode. Throws EngineError `storageUnwritable`. */
export function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** An empty file of mode 0600 where none is; SQLite gives its companions the same mode. */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    throw unwritable(path, error);
  }
}

export function unwritable(path: string, cause: unknown): EngineError {
  return new EngineError(
    'storageUnwritable',
    `${path} cannot be written: give Homing a storage that can be.`,
    {
      cause,
    },
  );
}

/** Removes the database and what is derived from it, but not the lock. */
export function removeDatabase(location: Location): void {
  for (const name of ownFiles(location.folder)) {
    if (!name.startsWith(lockName)) rmSync(join(location.folder, name), { force: true });
  }
}

export function removeLock(location: Location): void {
  for (const name of ownFiles(location.folder)) {
    if (name.startsWith(lockName)) rmSync(join(location.folder, name), { force: true });
  }
  removeIfEmpty(location.folder);
}

function ownFiles(folder: string): string[] {
  return namesIn(folder).filter((name) => ownFile.test(name));
}

/** The places of all indexes in a storage; their roots are not known. */
export function allLocations(storage: string): Location[] {
  return namesIn(join(storage, foldersName))
    .filter((name) => /^[0-9a-f]{32}$/.test(name))
    .map((name) => {
      const folder = join(storage, foldersName, name);
      return { root: '', folder, database: join(folder, databaseName), lock: join(folder, lockName) };
    });
}

export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something that is not ours lies there, or it is gone already.
  }
}

export function foldersIn(storage: string): string {
  return join(storage, foldersName);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
