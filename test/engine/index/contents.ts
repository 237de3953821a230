import { DatabaseSync } from 'node:sqlite';
import { decodePostings, Postings, unpackCounts } from '../../../src/engine/index/words/postings.ts';
import { readRow, type WordRow } from '../../../src/engine/index/words/rows.ts';
import { WordIndex } from '../../../src/engine/index/words/wordIndex.ts';

/**
 * Everything an index holds that search can see, but for numbers that tell its history and vectors that others have taken
 * the place of. `path`: of its database.
 */
export function contentsOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const chunks = database
    .prepare(
      'SELECT f.path, f.size, hex(f.hash) AS hash, c.startLine, c.endLine, s.kind, s.language, c.symbol, c.trail, hex(c.lines) AS lines, ' +
        'hex(h.tokens) AS tokens, hex(v.vector) AS vector, e.name FROM chunks c JOIN files f ON f.id = c.file ' +
        'JOIN sorts s ON s.id = c.sort JOIN contents h ON h.id = c.content ' +
        'LEFT JOIN vectors v ON v.content = c.content ' +
        "LEFT JOIN encoders e ON e.id = v.encoder WHERE e.name NOT LIKE '%static%' OR e.name IS NULL ORDER BY f.path, c.startLine",
    )
    .all();
  const terms = termsOf(database);
  const files = database
    .prepare('SELECT path, size, hex(hash) AS hash, skipped FROM files ORDER BY path')
    .all();
  database.close();
  return { chunks, terms, files };
}

/** Every word of every chunk that is there: kind, place of the chunk, and how often it stands where. */
export function termsOf(database: DatabaseSync): readonly string[] {
  const index = new WordIndex(database);
  index.follow();
  const rows = database.prepare('SELECT first, words, lists FROM postings WHERE segment = ?');
  const place = database.prepare(
    'SELECT f.path, c.startLine FROM chunks c JOIN files f ON f.id = c.file WHERE c.id = ?',
  );
  const terms: string[] = [];
  for (const segment of index.segments()) {
    const places = Array.from(segment.chunks, (chunk) => Object.values(place.get(chunk) ?? {}).join(':'));
    for (const row of rows.all(segment.id) as unknown[] as WordRow[]) {
      for (const { word, part } of readRow(row)) {
        const postings = new Postings();
        decodePostings(part.bytes, part.from, part.to, postings);
        for (let at = 0; at < postings.count; at++) {
          const ordinal = postings.ordinals[at] ?? -1;
          if (segment.dead?.has(ordinal) === true) continue;
          const { path, names, text } = unpackCounts(postings.counts[at] ?? 0);
          const length = segment.lengths[ordinal] ?? 0;
          terms.push([word, segment.kind, places[ordinal], length, path, names, text].join(' '));
        }
      }
    }
  }
  return terms.sort();
}
