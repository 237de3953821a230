import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { EngineError } from '../errors.ts';
import { keepTrackOfPages } from './freePages.ts';
import { isFull, isUnwritable } from './sqliteErrors.ts';

/**
 * Version of the tables, of the words in the index, of how files are read and cut into chunks, and of how vectors are stored.
 * An index of another version is thrown away and built anew.
 */
const schemaVersion = 20;

/**
 * `contents` gives the hash of each embedded text a number, so that only one index is written in no order and everything
 * else at its end: with hashes in every table, four fifths of what a commit wrote were pages of which one row had changed.
 * That index has the first bytes of a hash, which lead to one row nearly always. `tokens`: what the static student sees in
 * the text, see tokens.ts; apart from the chunks, because only those that rank best are asked for it. A content has one
 * vector, the best there is; `encoders` counts theirs. The first encoder is number 0, and SQLite keeps 0 and 1 in no byte.
 *
 * A file's chunks have consecutive ids, from `firstChunk` to `lastChunk`. Ids are never given twice, and grow, so that
 * whoever remembers one can not mistake it, and a reader asks for chunks above the last one that it has seen. `changed`
 * notes the others that it has to look at again, because they are gone or have another vector. `lines` tells whether the
 * file still has the chunk's lines. `sorts`: kinds and languages that chunks have, which mostly are their file's.
 *
 * `segments` and `postings` hold the words, see words/rows.ts: a segment has chunks of one kind, so that each kind can be
 * searched and its words be counted without the other; `live` is 0 while one is being merged, and afterwards. `gone` notes
 * chunks that were removed while a segment still has their words.
 */
const tables = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE files(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  mtime REAL NOT NULL,
  readAt REAL NOT NULL,
  hash BLOB NOT NULL,
  language TEXT,
  kind TEXT NOT NULL,
  skipped TEXT,
  firstChunk INTEGER,
  lastChunk INTEGER
);
CREATE TABLE sorts(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, language TEXT);
CREATE TABLE chunks(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  file INTEGER NOT NULL,
  startLine INTEGER NOT NULL,
  endLine INTEGER NOT NULL,
  sort INTEGER NOT NULL,
  symbol TEXT,
  trail TEXT,
  alsoDeclares TEXT,
  reexports TEXT,
  isPart INTEGER NOT NULL,
  content INTEGER NOT NULL,
  lines BLOB NOT NULL
);
CREATE INDEX chunksOfContent ON chunks(content);
CREATE TABLE changed(id INTEGER PRIMARY KEY AUTOINCREMENT, chunk INTEGER NOT NULL);
CREATE TABLE encoders(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, vectors INTEGER NOT NULL DEFAULT 0);
CREATE TABLE contents(id INTEGER PRIMARY KEY, hash BLOB NOT NULL, tokens BLOB);
CREATE INDEX contentsOfHash ON contents(substr(hash, 1, 4));
CREATE TABLE vectors(content INTEGER PRIMARY KEY, encoder INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE TRIGGER vectorAdded AFTER INSERT ON vectors BEGIN
  UPDATE encoders SET vectors = vectors + 1 WHERE id = new.encoder;
END;
CREATE TRIGGER vectorReplaced AFTER UPDATE OF encoder ON vectors WHEN new.encoder <> old.encoder BEGIN
  UPDATE encoders SET vectors = vectors + (id = new.encoder) - (id = old.encoder) WHERE id IN (new.encoder, old.encoder);
END;
CREATE TRIGGER vectorDropped AFTER DELETE ON vectors BEGIN
  UPDATE encoders SET vectors = vectors - 1 WHERE id = old.encoder;
END;
CREATE TABLE segments(
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, live INTEGER NOT NULL, chunks BLOB NOT NULL
);
CREATE TABLE postings(
  id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, first TEXT NOT NULL, words TEXT NOT NULL, lists BLOB NOT NULL
);
CREATE INDEX postingsOfSegment ON postings(segment, first);
CREATE TABLE gone(id INTEGER PRIMARY KEY AUTOINCREMENT, chunk INTEGER NOT NULL);
CREATE INDEX goneChunks ON gone(chunk);
`;

/** Milliseconds SQLite waits for another process's short lock. */
const busyTimeout = 5_000;

/** Throws EngineError `sqliteUnsuitable` where this Node's SQLite can not do what the index needs. */
export function probeSqlite(): void {
  try {
    const database = new DatabaseSync(':memory:');
    const isNewEnough = typeof (database as { isTransaction?: boolean }).isTransaction === 'boolean';
    database.close();
    if (!isNewEnough) throw new Error('It does not tell whether a transaction is open.');
  } catch (cause) {
    throw new EngineError(
      'sqliteUnsuitable',
      `The SQLite of Node ${process.versions.node} is too old: use Node 24 or newer, or 22 from 22.16 on.`,
      { cause },
    );
  }
}

/** Opens for writing, with 8 MB of pages in memory: 16 are little quicker. Throws SQLite's errors. */
export function openForWriting(path: string): DatabaseSync {
  return openWithLog(
    path,
    `PRAGMA busy_timeout = ${busyTimeout}; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; ${keepTrackOfPages}`,
  );
}

/**
 * With a write-ahead log where the storage can do it, else with a rollback journal: a log needs memory that processes
 * share, which not every file system has. That shows with the first transaction only, when the file already says that it
 * has a log; a process that locks out all others can open it all the same, and leaves it. Throws SQLite's errors.
 * `pragmas`: of the connection.
 */
export function openWithLog(path: string, pragmas: string): DatabaseSync {
  try {
    return openAs(path, `${pragmas}; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; ROLLBACK`);
  } catch (error) {
    if (!isUnwritable(error) || isFull(error)) throw error;
    // Before everything else: other settings read the file, and would do so with the log.
    const leave =
      'PRAGMA locking_mode = EXCLUSIVE; SELECT 1 FROM sqlite_schema; PRAGMA journal_mode = DELETE';
    return openAs(path, `${leave}; PRAGMA locking_mode = NORMAL; ${pragmas}; BEGIN IMMEDIATE; ROLLBACK`);
  }
}

function openAs(path: string, sql: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(sql);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws SQLite's errors. */
export function openForReading(path: string): DatabaseSync {
  try {
    return openReadOnly(path);
  } catch (error) {
    if (!isSealed(path)) throw error;
    // Without leave to write, SQLite cannot follow a log; here there is none to follow, and nobody who could begin one.
    const address = pathToFileURL(path);
    address.searchParams.set('immutable', '1');
    return openReadOnly(address);
  }
}

function openReadOnly(path: string | URL): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec(
      `PRAGMA busy_timeout = ${busyTimeout}; PRAGMA cache_size = -16000; SELECT 1 FROM sqlite_schema`,
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether the database is whole in its one file, in a folder that cannot be written. */
function isSealed(path: string): boolean {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0) return false;
  try {
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

export function createTables(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  database.exec(tables);
  database.prepare("INSERT INTO meta VALUES ('schema', ?), ('revision', 0)").run(schemaVersion);
  database.exec('COMMIT');
}

/** `none`: an empty file; `other`: of another version, or not ours. Throws SQLite's errors, of damage among others. */
export function schemaOf(database: DatabaseSync): 'current' | 'none' | 'other' {
  const names = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table'").get();
  if (names?.['count'] === 0) return 'none';
  try {
    const row = database.prepare("SELECT value FROM meta WHERE key = 'schema'").get();
    return row?.['value'] === schemaVersion ? 'current' : 'other';
  } catch (error) {
    const isMissingTable = error instanceof Error && 'errcode' in error && error.errcode === 1;
    if (isMissingTable) return 'other';
    throw error;
  }
}
