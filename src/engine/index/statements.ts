import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The index leads to it by the first bytes. */
const hasHash = 'hash = ?1 AND substr(hash, 1, 4) = substr(?1, 1, 4)';

/** What the store does over and over. */
const sources = {
  fileByPath: 'SELECT id, firstChunk, lastChunk FROM files WHERE path = ?',
  insertFile:
    'INSERT INTO files(path, size, mtime, readAt, hash, language, kind, skipped) VALUES (?, ?, ?, ?, unhex(?), ?, ?, ?)',
  placeChunks: 'UPDATE files SET firstChunk = ?, lastChunk = ? WHERE id = ?',
  touchFile: 'UPDATE files SET size = ?, mtime = ?, readAt = ? WHERE path = ?',
  dropFile: 'DELETE FROM files WHERE id = ?',
  insertChunk:
    'INSERT INTO chunks(file, startLine, endLine, sort, symbol, trail, alsoDeclares, reexports, isPart, content, lines) ' +
    'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  sort: 'SELECT id FROM sorts WHERE kind = ? AND language IS ?',
  insertSort: 'INSERT INTO sorts(kind, language) VALUES (?, ?)',
  noteFile: 'INSERT INTO changed(chunk) SELECT id FROM chunks WHERE id BETWEEN ? AND ?',
  noteContent: 'INSERT INTO changed(chunk) SELECT id FROM chunks WHERE content = ?',
  trimChanged: 'DELETE FROM changed WHERE id <= (SELECT max(id) - ? FROM changed)',
  forgetTimes: "UPDATE files SET mtime = -1, hash = x''",
  dropChunks: 'DELETE FROM chunks WHERE id BETWEEN ? AND ?',
  contentId: `SELECT id FROM contents WHERE ${hasHash}`,
  insertContent: 'INSERT INTO contents(hash, tokens) VALUES (?, ?)',
  keepTokens: 'UPDATE contents SET tokens = ? WHERE id = ? AND tokens IS NULL',
  dropTokens: 'UPDATE contents SET tokens = NULL WHERE id > ? AND id <= ?',
  lastContent: 'SELECT max(id) AS id FROM contents',
  vectorOf: 'SELECT encoder FROM vectors WHERE content = ?',
  putVector:
    'INSERT INTO vectors(content, encoder, vector) VALUES (?, ?, ?) ' +
    'ON CONFLICT(content) DO UPDATE SET encoder = excluded.encoder, vector = excluded.vector',
  knownVector: `SELECT v.encoder FROM contents c JOIN vectors v ON v.content = c.id WHERE ${hasHash}`,
  insertEncoder: 'INSERT INTO encoders(id, name) VALUES ((SELECT coalesce(max(id) + 1, 0) FROM encoders), ?)',
  encoder: 'SELECT id FROM encoders WHERE name = ?',
  foreignEncoders: 'SELECT id FROM encoders WHERE id NOT IN (SELECT value FROM json_each(?))',
  dropVectorsOf: 'DELETE FROM vectors WHERE encoder = ? AND content > ? AND content <= ?',
  dropEncoder: 'DELETE FROM encoders WHERE id = ?',
  countContents: 'SELECT count(*) AS count, max(id) AS last FROM contents',
  countChunks: 'SELECT count(*) AS count FROM chunks',
  orphans:
    'SELECT id FROM contents WHERE id > ? AND id <= ? AND id NOT IN (SELECT content FROM chunks WHERE content > ?1 AND ' +
    'content <= ?2) ORDER BY id DESC',
  dropContent: 'DELETE FROM contents WHERE id = ?',
  dropVector: 'DELETE FROM vectors WHERE content = ?',
  changes: 'SELECT total_changes() AS changes',
} as const;

export type Statements = Readonly<Record<keyof typeof sources, StatementSync>>;

export function prepareStatements(database: DatabaseSync): Statements {
  const entries = Object.entries(sources).map(([name, sql]) => [name, database.prepare(sql)] as const);
  return Object.fromEntries(entries) as Statements;
}

/** Names as a column has them; null: there are none. */
export function storedNames(names: readonly string[] = []): string | null {
  return names.length === 0 ? null : JSON.stringify(names);
}
