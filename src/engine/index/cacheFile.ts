/** The file of the shared vectors: opened, made, replaced and removed. See vectorCache.ts for what it is for. */
import type { DatabaseSync } from 'node:sqlite';
import { keepTrackOfPages } from './freePages.ts';
import { createPrivateFile, removeFile } from './location.ts';
import { openWithLog } from './schema.ts';

/** Of the tables, and of how vectors are stored; a file of another version is replaced. */
const cacheVersion = 3;

/**
 * Rows are in the order of their last use, the oldest first: what is used again gets a new id at the end, and what is
 * evicted leaves whole pages free. `sum` is the CRC-32 of encoder, content and vector: damage inside a page, which SQLite
 * does not notice, must not become a wrong answer.
 */
const tables = `
CREATE TABLE encoders(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE vectors(
  id INTEGER PRIMARY KEY,
  encoder INTEGER NOT NULL,
  content BLOB NOT NULL,
  vector BLOB NOT NULL,
  sum INTEGER NOT NULL,
  UNIQUE(content, encoder)
);
`;

/** Milliseconds SQLite waits for another process's commit. Indexing would rather embed than wait. */
const busyTimeout = 20;

/** Makes what is not there; replaces what is of another version. Throws SQLite's errors and `storageUnwritable`. */
export function openCacheFile(path: string): DatabaseSync {
  const found = openSound(path);
  if (found !== null) return found;
  removeCacheFile(path);
  const made = openSound(path);
  if (made === null)
    throw new Error('The shared vectors were replaced by ones of another version meanwhile.');
  return made;
}

/** Null for a file of another version. */
function openSound(path: string): DatabaseSync | null {
  createPrivateFile(path);
  const database = openWithLog(path, `PRAGMA busy_timeout = ${busyTimeout}; ${keepTrackOfPages}`);
  try {
    database.exec(
      'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 4194304',
    );
    if (isEmpty(database)) createTables(database);
    if (versionOf(database) === cacheVersion) return database;
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return null;
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare('PRAGMA user_version').get()?.['user_version'];
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] === 0;
}

function createTables(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  // Another process may have been quicker.
  if (isEmpty(database)) database.exec(`${tables}; PRAGMA user_version = ${cacheVersion}`);
  database.exec('COMMIT');
}

/** The companions go first: a log that outlives its database would be played into the next one. */
export function removeCacheFile(path: string): void {
  for (const name of [`${path}-wal`, `${path}-shm`, `${path}-journal`, path]) {
    removeFile(name);
  }
}
