import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../discover/failures.ts';
import { EngineError } from '../errors.ts';
import { createFolder, createPrivateFile, removeLock, type Location } from './location.ts';
import { isBusy, isDamage, isUnwritable } from './sqliteErrors.ts';

/** Held by the one process that writes an index. The operating system frees it when the process dies. */
export interface WriterLock {
  release(): void;
}

/** Milliseconds between two tries. */
const retryEvery = 100;
/** The same where file or folder of the lock has gone while it was taken, because another process clears the index. */
const lostEvery = 10;
/** Times in a row that this may be so: half a second of clearing over and over, or a storage that cannot be written. */
const mostLost = 50;

/**
 * Waits up to `timeoutMs` for other writers of the index. Throws EngineError `indexLocked`, `aborted`,
 * `storageUnwritable`.
 */
export async function acquireWriterLock(
  location: Location,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<WriterLock> {
  const deadline = performance.now() + timeoutMs;
  for (let lost = 0; ;) {
    if (signal?.aborted === true) throw new EngineError('aborted', 'The indexing was stopped.');
    try {
      const lock = tryLock(location);
      if (lock !== null) return lock;
      lost = 0;
    } catch (error) {
      if (!mayBeLost(error) || ++lost === mostLost || performance.now() >= deadline) throw error;
    }
    const pause = lost > 0 ? lostEvery : retryEvery;
    if (performance.now() >= deadline) {
      throw new EngineError(
        'indexLocked',
        'Another process is indexing this folder: try again when it has finished.',
      );
    }
    await setTimeout(Math.min(pause, Math.max(1, deadline - performance.now())));
  }
}

/** As when the file or its folder has just been removed; a storage that cannot be written can look the same. */
function mayBeLost(error: unknown): boolean {
  return isUnwritable(error) || (error instanceof EngineError && errorCode(error.cause) === 'ENOENT');
}

/** A lock of SQLite's own kind, on a database that holds nothing: it works wherever the index itself can. */
function tryLock(location: Location): WriterLock | null {
  createFolder(location.folder);
  createPrivateFile(location.lock);
  const before = inodeOf(location.lock);
  if (before === null) return null;
  const database = new DatabaseSync(location.lock);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    // Another process may have cleared the index meanwhile, and a third have begun one: then this lock guards nothing.
    if (before === inodeOf(location.lock)) return { release: () => database.close() };
    database.close();
    return null;
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    if (!isDamage(error)) throw error;
    removeLock(location);
    return null;
  }
}

function inodeOf(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
