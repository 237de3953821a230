import { existsSync } from 'node:fs';
import {
  allLocations,
  foldersIn,
  locate,
  removeDatabase,
  removeIfEmpty,
  removeLock,
  type Location,
} from './location.ts';
import { acquireWriterLock } from './writerLock.ts';

export interface IndexedFolder {
  readonly root: string;
  readonly storage: string;
}

/**
 * Removes the index of a folder, whether the folder is still there or not, and nothing that Homing did not make. Throws
 * EngineError `indexLocked` where it is being written.
 */
export async function clearIndex({ root, storage }: IndexedFolder): Promise<void> {
  await clearAt(storage, [locate(storage, root)]);
}

/** Removes every index of a storage; as `clearIndex`. */
export async function clearAllIndexes(storage: string): Promise<void> {
  await clearAt(storage, allLocations(storage));
}

async function clearAt(storage: string, locations: readonly Location[]): Promise<void> {
  for (const location of locations) if (existsSync(location.folder)) await clearOne(location);
  removeIfEmpty(foldersIn(storage));
}

async function clearOne(location: Location): Promise<void> {
  const lock = await acquireWriterLock(location, 0);
  try {
    removeDatabase(location);
  } finally {
    lock.release();
  }
  removeLock(location);
}
