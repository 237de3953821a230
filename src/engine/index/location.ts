import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { errorCode } from '../discover/failures.ts';
import { realPathOf } from '../discover/realPath.ts';
import { EngineError } from '../errors.ts';
import { isFull } from './sqliteErrors.ts';

/** Where the index of one folder lies. All files are the user's alone. */
export interface Location {
  /** Real path of the folder that is indexed. */
  readonly root: string;
  /** The index's own folder. */
  readonly folder: string;
  readonly database: string;
  readonly lock: string;
  /** The vectors that all folders of the storage share; see vectorCache.ts. */
  readonly cache: string;
}

const foldersName = 'folders';
const databaseName = 'index.sqlite';
const lockName = 'lock.sqlite';
const cacheName = 'vectors.sqlite';

/** Everything that an index folder may hold; nothing else is ever removed. */
const ownFile = /^(?:(?:index|lock)\.sqlite(?:-wal|-shm|-journal)?|graph-[0-9]+\.usearch(?:\.part)?)$/;

export function locate(storage: string, root: string): Location {
  const real = realPathOf(root);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return locationIn(storage, name, real);
}

function locationIn(storage: string, name: string, root: string): Location {
  const folder = join(storage, foldersName, name);
  return {
    root,
    folder,
    database: join(folder, databaseName),
    lock: join(folder, lockName),
    cache: cacheIn(storage),
  };
}

export function cacheIn(storage: string): string {
  return join(storage, cacheName);
}

/** Where a trial of the GPU is noted; see gpuMark.ts. */
export function trialMarkIn(storage: string): string {
  return join(storage, 'gpu-trial');
}

/** Throws EngineError `folderMissing`, `notAFolder`, `folderUnreadable`. */
export function requireFolder(root: string): void {
  try {
    if (!statSync(root).isDirectory()) throw new EngineError('notAFolder', `${root} is not a folder.`);
    readdirSync(root);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT')
      throw new EngineError('folderMissing', `There is no folder ${root}.`, { cause: error });
    if (code === 'ENOTDIR') throw new EngineError('notAFolder', `${root} is not a folder.`, { cause: error });
    throw new EngineError('folderUnreadable', `The folder ${root} cannot be read: check its permissions.`, {
      cause: error,
    });
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
    makeFolder(folder);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Node's own `recursive` never returns where a folder can not be made although its parent is there, as in /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker; a file in the place is found out by whoever goes on.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/**
 * An empty file of mode 0600 where none is; SQLite gives its companions the same mode. One that is there is not opened:
 * closing it would drop every POSIX lock that this process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
export function createPrivateFile(path: string): void {
  try {
    if (!existsSync(path)) createExclusively(path);
    chmodSync(path, 0o600);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function createExclusively(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch (error) {
    // Another process was quicker.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** `cause`: of the file system or of SQLite. */
export function unwritable(path: string, cause: unknown): EngineError {
  const isDiskFull = isFull(cause) || ['ENOSPC', 'EDQUOT'].includes(errorCode(cause) ?? '');
  const sentence = isDiskFull
    ? `The disk that holds ${path} is full: make room, or give Homing another storage.`
    : `${path} cannot be written: give Homing a storage that can be.`;
  return new EngineError('storageUnwritable', sentence, { cause });
}

/** Removes the database and what is derived from it, but not the lock. */
export function removeDatabase(location: Location): void {
  for (const name of ownFiles(location.folder)) {
    if (!name.startsWith(lockName)) removeFile(join(location.folder, name));
  }
}

/** Where it is there. Not by `rmSync`, whose errors have no code in Node 24 where a file is in use. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Why a file was not removed: Windows removes none that a process has open. */
export function isInUse(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EBUSY' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES'));
}

export function removeLock(location: Location): void {
  for (const name of ownFiles(location.folder)) {
    if (name.startsWith(lockName)) removeFile(join(location.folder, name));
  }
  removeIfEmpty(location.folder);
}

function ownFiles(folder: string): string[] {
  const isFile = (name: string): boolean =>
    lstatSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === false;
  return namesIn(folder).filter((name) => ownFile.test(name) && isFile(name));
}

/** The places of all indexes in a storage; their roots are not known. */
export function allLocations(storage: string): Location[] {
  return namesIn(join(storage, foldersName))
    .filter((name) => /^[0-9a-f]{32}$/.test(name))
    .map((name) => locationIn(storage, name, ''));
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
