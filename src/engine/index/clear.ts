import { existsSync, rmSync } from 'node:fs';
import { EngineError } from '../errors.ts';
import type { Log } from '../types.ts';
import { clearCache, keepUsed } from './cacheUse.ts';
import {
  allLocations,
  cacheIn,
  foldersIn,
  isInUse,
  locate,
  removeDatabase,
  removeIfEmpty,
  removeLock,
  trialMarkIn,
  type Location,
} from './location.ts';
import { acquireWriterLock } from './writerLock.ts';

export interface IndexedFolder {
  readonly root: string;
  readonly storage: string;
  readonly log?: Log;
}

/**
 * Removes the index of a folder, whether the folder is still there or not, and from the shared cache what the index of no
 * other folder uses; nothing that Homing did not make. Throws EngineError `indexLocked` where it is being written.
 */
export async function clearIndex({ root, storage, log }: IndexedFolder): Promise<void> {
  const location = locate(storage, root);
  if (existsSync(location.folder)) await clearOne(location);
  removeIfEmpty(foldersIn(storage));
  const others = allLocations(storage);
  if (others.length === 0) await clearCache(cacheIn(storage), log ?? ignore);
  else await keepUsed(cacheIn(storage), others, log ?? ignore);
}

/** Removes every index of a storage that is not being written and, where none is, the shared cache; as `clearIndex`. */
export async function clearAllIndexes(storage: string, log: Log = ignore): Promise<void> {
  const failures: unknown[] = [];
  for (const location of allLocations(storage)) {
    await clearOne(location).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  removeIfEmpty(foldersIn(storage));
  await clearCache(cacheIn(storage), log);
  rmSync(trialMarkIn(storage), { force: true });
}

function ignore(): void {
  // Whoever clears without a log does not want to know how.
}

async function clearOne(location: Location): Promise<void> {
  const lock = await acquireWriterLock(location, 0);
  let isRemoved = false;
  try {
    removeDatabase(location);
    // While it is held, so that nobody can have begun to write meanwhile.
    removeLock(location);
    isRemoved = true;
  } catch (error) {
    if (!isInUse(error) || existsSync(location.database)) throw inUse(error);
  } finally {
    lock.release();
  }
  // Windows removes no open file, ours included: there a lock that another process holds stays by itself.
  if (!isRemoved) removeLockIfFree(location);
}

function removeLockIfFree(location: Location): void {
  try {
    removeLock(location);
  } catch (error) {
    if (!isInUse(error)) throw error;
  }
}

function inUse(error: unknown): unknown {
  if (!isInUse(error)) return error;
  const sentence = 'Another process uses this index: close it or try again later.';
  return new EngineError('indexLocked', sentence, { cause: error });
}
