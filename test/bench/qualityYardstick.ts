/** What others would do on documents: plain BM25 over pieces of 40 lines, without the engine's index. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Found } from './codeRepos.ts';
import { createBm25 } from './model/bm25.ts';
import { mean } from './qualityFit.ts';
import type { Folder } from './qualitySets.ts';

const pieceLines = 40;

/** Mean score of a folder's questions. */
export function yardstickOf({ root, questions }: Folder): number {
  const pieces: (Found & { readonly text: string })[] = [];
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(root, file).split(sep).join('/');
    const lines = readFileSync(file, 'utf8').split('\n');
    for (let first = 0; first < lines.length; first += pieceLines) {
      const piece = lines.slice(first, first + pieceLines);
      pieces.push({ path, startLine: first + 1, endLine: first + piece.length, text: piece.join('\n') });
    }
  }
  const scoresOf = createBm25(pieces.map(({ text }) => text));
  return mean(
    questions.map(({ text, score, depth }) => {
      const scores = scoresOf(text);
      const best = [...pieces.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
      return score(best.slice(0, depth).flatMap((at) => pieces[at] ?? []));
    }),
  );
}
