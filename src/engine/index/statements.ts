import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What the store does over and over. */
const sources = {
  fileByPath: 'SELECT id FROM files WHERE path = ?',
  insertFile:
    'INSERT INTO files(path, size, mtime, readAt, hash, language, kind, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  touchFile: 'UPDATE files SET size = ?, mtime = ?, readAt = ? WHERE path = ?',
  dropFile: 'DELETE FROM files WHERE id = ?',
  insertChunk:
    'INSERT INTO chunks(file, startLine, endLine, kind, language, symbol, trail, content, lines, revision) ' +
    'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  noteRemoved: 'INSERT INTO removed(chunk, revision) SELECT id, ?1 FROM chunks WHERE file = ?2',
  dropChunks: 'DELETE FROM chunks WHERE file = ?',
  insertTerms: 'INSERT INTO terms(rowid, path, symbol, body) VALUES (?, ?, ?, ?)',
  dropTerms: 'DELETE FROM terms WHERE rowid IN (SELECT id FROM chunks WHERE file = ?)',
  insertVector: 'INSERT OR IGNORE INTO vectors(content, encoder, vector) VALUES (?, ?, ?)',
  reviseContent: 'UPDATE chunks SET revision = ? WHERE content = ?',
  insertEncoder: 'INSERT OR IGNORE INTO encoders(name) VALUES (?)',
  encoder: 'SELECT id FROM encoders WHERE name = ?',
  dropForeignVectors: 'DELETE FROM vectors WHERE encoder NOT IN (SELECT value FROM json_each(?))',
  dropForeignEncoders: 'DELETE FROM encoders WHERE id NOT IN (SELECT value FROM json_each(?))',
  dropOrphans:
    'DELETE FROM vectors WHERE id IN (SELECT id FROM vectors WHERE content NOT IN (SELECT content FROM chunks) ' +
    'ORDER BY id DESC LIMIT -1 OFFSET ?)',
  termTotals:
    'SELECT block AS documents, (SELECT count(*) FROM chunks) AS chunks FROM terms_data WHERE id = 1',
  clearTerms: "INSERT INTO terms(terms) VALUES ('delete-all')",
  unreadFiles: "UPDATE files SET readAt = 0, hash = '' WHERE skipped IS NULL",
  removedFloor: 'SELECT revision FROM removed ORDER BY revision DESC LIMIT 1 OFFSET ?',
  dropRemoved: 'DELETE FROM removed WHERE revision <= ?',
  changes: 'SELECT total_changes() AS changes',
} as const;

export type Statements = Readonly<Record<keyof typeof sources, StatementSync>>;

export function prepareStatements(database: DatabaseSync): Statements {
  const entries = Object.entries(sources).map(([name, sql]) => [name, database.prepare(sql)] as const);
  return Object.fromEntries(entries) as Statements;
}
