import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What the store does over and over. */
const sources = {
  fileByPath: 'SELECT id FROM files WHERE path = ?',
  insertFile:
    'INSERT INTO files(path, size, mtime, readAt, hash, language, kind, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  touchFile: 'UPDATE files SET size = ?, mtime = ?, readAt = ? WHERE path = ?',
  dropFile: 'DELETE FROM files WHERE id = ?',
  insertChunk:
    'INSERT INTO chunks(file, startLine, endLine, kind, language, symbol, trail, alsoDeclares, isPart, content, ' +
    'lines, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  insertTokens: 'INSERT INTO tokens(chunk, ids) VALUES (?, ?)',
  noteRemoved: 'INSERT INTO removed(chunk, revision) SELECT id, ?1 FROM chunks WHERE file = ?2',
  dropTokens: 'DELETE FROM tokens WHERE chunk IN (SELECT id FROM chunks WHERE file = ?)',
  dropAllTokens: 'DELETE FROM tokens',
  forgetTimes: "UPDATE files SET mtime = -1, hash = ''",
  dropChunks: 'DELETE FROM chunks WHERE file = ?',
  contentId: 'SELECT id FROM contents WHERE hash = ?',
  insertContent: 'INSERT INTO contents(hash) VALUES (?)',
  vectorOf: 'SELECT encoder FROM vectors WHERE content = ?',
  putVector: 'INSERT OR REPLACE INTO vectors(content, encoder, vector) VALUES (?, ?, ?)',
  reviseContent: 'UPDATE chunks SET revision = ? WHERE content = ?',
  knownVector: 'SELECT v.encoder FROM contents c JOIN vectors v ON v.content = c.id WHERE c.hash = ?',
  insertEncoder: 'INSERT INTO encoders(name) VALUES (?)',
  encoder: 'SELECT id FROM encoders WHERE name = ?',
  foreignEncoders: 'SELECT id FROM encoders WHERE id NOT IN (SELECT value FROM json_each(?))',
  dropVectorsOf:
    'DELETE FROM vectors WHERE content IN (SELECT content FROM vectors WHERE encoder = ? LIMIT ?)',
  dropEncoder: 'DELETE FROM encoders WHERE id = ?',
  countContents: 'SELECT count(*) AS count, max(id) AS last FROM contents',
  countChunks: 'SELECT count(*) AS count FROM chunks',
  orphans:
    'SELECT id FROM contents WHERE id > ? AND id <= ? AND id NOT IN (SELECT content FROM chunks WHERE content > ?1 AND ' +
    'content <= ?2) ORDER BY id DESC',
  dropContent: 'DELETE FROM contents WHERE id = ?',
  dropVector: 'DELETE FROM vectors WHERE content = ?',
  removedFloor: 'SELECT revision FROM removed ORDER BY revision DESC LIMIT 1 OFFSET ?',
  dropRemoved: 'DELETE FROM removed WHERE revision <= ?',
  changes: 'SELECT total_changes() AS changes',
} as const;

export type Statements = Readonly<Record<keyof typeof sources, StatementSync>>;

export function prepareStatements(database: DatabaseSync): Statements {
  const entries = Object.entries(sources).map(([name, sql]) => [name, database.prepare(sql)] as const);
  return Object.fromEntries(entries) as Statements;
}
