import { DatabaseSync } from 'node:sqlite';

/**
 * Everything an index holds that search can see, but for numbers that tell its history and vectors that others have taken
 * the place of. `path`: of its database.
 */
export function contentsOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const chunks = database
    .prepare(
      'SELECT f.path, f.size, f.hash, c.startLine, c.endLine, c.kind, c.language, c.symbol, c.trail, hex(c.lines) AS lines, ' +
        'hex(v.vector) AS vector, e.name FROM chunks c JOIN files f ON f.id = c.file LEFT JOIN vectors v ON v.content = c.content ' +
        "LEFT JOIN encoders e ON e.id = v.encoder WHERE e.name NOT LIKE '%static%' OR e.name IS NULL ORDER BY f.path, c.startLine",
    )
    .all();
  const terms = database.prepare('SELECT term, doc, cnt FROM termCounts ORDER BY term').all();
  const files = database.prepare('SELECT path, size, hash, skipped FROM files ORDER BY path').all();
  database.close();
  return { chunks, terms, files };
}
