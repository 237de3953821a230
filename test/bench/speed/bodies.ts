/** What an index was given for each of its chunks: it keeps the words, not the text. */
import type { DatabaseSync } from 'node:sqlite';
import { readableText } from '../../../src/engine/chunk/embeddedText.ts';
import { splitLines } from '../../../src/engine/discover/lines.ts';
import { readSource } from '../../../src/engine/discover/readSource.ts';
import type { ContentKind } from '../../../src/engine/types.ts';

export interface Body {
  readonly id: number;
  readonly kind: ContentKind;
  readonly path: string;
  readonly names: string;
  readonly text: string;
}

interface ChunkRow {
  readonly id: number;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string | null;
  readonly trail: string | null;
  readonly kind: ContentKind;
}

/** By id. */
export async function bodiesOf(root: string, database: DatabaseSync): Promise<readonly Body[]> {
  const bodies: Body[] = [];
  const rows = database.prepare(
    'SELECT c.id, f.path, c.startLine, c.endLine, c.symbol, c.trail, s.kind FROM chunks c ' +
      'JOIN files f ON f.id = c.file JOIN sorts s ON s.id = c.sort ORDER BY c.id',
  );
  let path = '';
  let lines: readonly string[] = [];
  for (const row of rows.all() as unknown[] as ChunkRow[]) {
    if (row.path !== path) {
      path = row.path;
      const source = await readSource(root, path, { maxBytes: 1024 * 1024 });
      lines = source.type === 'text' ? splitLines(source.text) : [];
    }
    const names = [...(JSON.parse(row.trail ?? '[]') as string[]), row.symbol ?? ''].join(' ');
    const text = readableText(path, lines.slice(row.startLine - 1, row.endLine).join('\n'));
    bodies.push({ id: row.id, kind: row.kind, path, names, text });
  }
  return bodies;
}
