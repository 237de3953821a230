import { readSts, stsNames, type StsSet } from './data.ts';
import { dot, rowOf, type Row } from './embedder.ts';
import { mean, spearman } from './measures.ts';
import type { Table } from './table.ts';

/** Spearman × 100, the seven sets in our order, as the method's authors report them: arXiv 2203.07687. */
const published: readonly (readonly [string, ...number[]])[] = [
  ['HPD-MiniLM-L6, 128 dims, published', 74.94, 84.52, 80.25, 84.87, 81.9, 84.98, 81.15],
  ['HPD-TinyBERT-L4, 128 dims, published', 74.29, 83.05, 78.8, 84.62, 81.17, 84.36, 80.83],
];

/** Over all pairs of a set at once; `sentences`: the left ones, then the right ones. */
async function correlation(row: Row, { gold }: StsSet, sentences: readonly string[]): Promise<number> {
  const vectors = await row.vectors(sentences, 'sentence');
  const cosines = gold.map((_, at) => dot(rowOf(vectors, at), rowOf(vectors, gold.length + at)));
  return 100 * spearman(cosines, gold);
}

export async function measureSts(data: string, sample: number, rows: readonly Row[]): Promise<Table> {
  const sets = readSts(data, sample);
  const found = rows.map((): number[] => []);
  // Set by set, because rows that are cut from one another share what they make of the same texts.
  for (const set of sets) {
    const sentences = [...set.left, ...set.right];
    for (const [at, row] of rows.entries()) found[at]?.push(await correlation(row, set, sentences));
  }
  const measured = rows.map((row, at) => {
    const each = found[at] ?? [];
    return [row.name, row.dims, mean(each), ...each];
  });
  const references = published.map(([name, ...each]) => [name, 128, mean(each), ...each]);
  return {
    id: 'sts',
    title: 'Likeness of sentences: Spearman × 100 of the cosine with people’s judgement',
    columns: [
      { name: 'model' },
      { name: 'dims' },
      { name: 'mean of seven', digits: 2 },
      ...stsNames.map((name) => ({ name, digits: 2 })),
    ],
    rows: [...measured, ...references],
    notes: [
      'Over all pairs of a set; both sides embedded as questions are, rivals with their prefix for likeness.',
      ...(sample > 0
        ? [`A sample: the first ${sample} pairs of each set. Not comparable with whole sets.`]
        : []),
    ],
  };
}
