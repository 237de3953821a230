import { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../errors.ts';

/**
 * Version of the tables, of the words in the full-text index, and of how files are cut into chunks. An index of another
 * version is thrown away and built anew.
 */
const schemaVersion = 4;

/**
 * `revision` counts transactions: a reader asks for what changed after the one that it has seen. `contents` gives the hash
 * of each embedded text a number, so that only one index is written in no order and everything else at its end: with
 * hashes in every table, four fifths of what a commit wrote were pages of which one row had changed. A content has one
 * vector, the best there is. `lines` tells whether the file still has the chunk's lines. Chunk ids are never given twice,
 * so that whoever remembers one can not mistake it. Code and documents have columns of their own in `terms`, so that each
 * kind can be searched and its words be counted without the other.
 */
const tables = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE files(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  mtime REAL NOT NULL,
  readAt REAL NOT NULL,
  hash TEXT NOT NULL,
  language TEXT,
  kind TEXT NOT NULL,
  skipped TEXT
);
CREATE TABLE chunks(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  file INTEGER NOT NULL,
  startLine INTEGER NOT NULL,
  endLine INTEGER NOT NULL,
  kind TEXT NOT NULL,
  language TEXT,
  symbol TEXT,
  trail TEXT NOT NULL,
  content INTEGER NOT NULL,
  lines BLOB NOT NULL,
  revision INTEGER NOT NULL
);
CREATE INDEX chunksOfFile ON chunks(file);
CREATE INDEX chunksOfContent ON chunks(content);
CREATE INDEX chunksOfRevision ON chunks(revision);
CREATE INDEX chunksOfKind ON chunks(kind);
CREATE TABLE removed(chunk INTEGER PRIMARY KEY, revision INTEGER NOT NULL);
CREATE TABLE encoders(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE contents(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE);
CREATE TABLE vectors(content INTEGER PRIMARY KEY, encoder INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE INDEX vectorsOfEncoder ON vectors(encoder);
CREATE VIRTUAL TABLE terms USING fts5(
  codePath, codeNames, code, docsPath, docsNames, docs, content='', contentless_delete=1, tokenize='unicode61'
);
CREATE VIRTUAL TABLE termCounts USING fts5vocab(terms, row);
CREATE VIRTUAL TABLE laneCounts USING fts5vocab(terms, col);
`;

/** Milliseconds SQLite waits for another process's short lock. */
const busyTimeout = 5_000;

/** Throws EngineError `sqliteUnsuitable` where this Node's SQLite can not do what the index needs. */
export function probeSqlite(): void {
  try {
    const database = new DatabaseSync(':memory:');
    database.exec("CREATE VIRTUAL TABLE probe USING fts5(text, content='', contentless_delete=1)");
    database.close();
  } catch (cause) {
    throw new EngineError(
      'sqliteUnsuitable',
      `The SQLite of Node ${process.versions.node} has no full-text search: use Node 22.16 or newer.`,
      { cause },
    );
  }
}

/** Opens for writing; write-ahead log where the storage can do it, else a rollback journal. Throws SQLite's errors. */
export function openForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(
      `PRAGMA busy_timeout = ${busyTimeout}; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000`,
    );
    try {
      database.exec('PRAGMA journal_mode = WAL');
    } catch {
      database.exec('PRAGMA journal_mode = DELETE');
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws SQLite's errors. */
export function openForReading(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA cache_size = -16000`);
  return database;
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
