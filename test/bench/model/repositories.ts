import { ndcgOf } from '../codeRepos.ts';
import type { ChunkedRepositories, ChunkedRepository } from './chunks.ts';
import { dot, rowOf, type Row } from './embedder.ts';
import { mean } from './measures.ts';
import type { Table } from './table.ts';

/** NDCG@10 as other programs on the benchmark's own machine had it, all 23 repositories. */
const published = [
  ['CodeRankEmbed 137M, vectors alone, published', 768, 0.736],
  ['static model of 16M, vectors alone, published', 256, 0.645],
  ['BM25, published', null, 0.685],
] as const;

/** The ten chunks whose vectors are nearest, nothing else: a second chunk of a file takes a place. */
async function ndcgOfRepository(
  row: Row,
  { annotations, chunks, texts }: ChunkedRepository,
): Promise<number> {
  const passages = await row.vectors(texts, 'passage');
  const questions = await row.vectors(
    annotations.map(({ query }) => query),
    'query',
  );
  const gains = annotations.map((annotation, at) => {
    const question = rowOf(questions, at);
    const scored = chunks.map((chunk, k) => ({ chunk, score: dot(question, rowOf(passages, k)) }));
    const ten = scored.sort((a, b) => b.score - a.score).slice(0, 10);
    return ndcgOf(
      ten.map(({ chunk }) => chunk),
      annotation,
    );
  });
  return mean(gains);
}

export async function measureRepositories(
  { repositories, missing }: ChunkedRepositories,
  rows: readonly Row[],
): Promise<Table> {
  const scores = new Map<string, number[]>();
  for (const row of rows) {
    const each: number[] = [];
    for (const repository of repositories) each.push(await ndcgOfRepository(row, repository));
    scores.set(row.name, each);
  }
  const chunks = repositories.reduce((sum, { texts }) => sum + texts.length, 0);
  return {
    id: 'repos',
    title: `Code of whole repositories: NDCG@10, vectors alone, ${repositories.length} repositories`,
    columns: [
      { name: 'model' },
      { name: 'dims' },
      { name: 'mean', digits: 3 },
      ...repositories.map(({ name }) => ({ name, digits: 3 })),
    ],
    rows: [
      ...rows.map(({ name, dims }) => [
        name,
        dims,
        mean(scores.get(name) ?? []),
        ...(scores.get(name) ?? []),
      ]),
      ...published.map(([name, dims, score]) => [name, dims, score, ...repositories.map(() => null)]),
    ],
    notes: [
      `${chunks} chunks of our chunker; the ten nearest, a second one of a file taking a place.`,
      ...(missing.length > 0 ? [`Not there, so not measured: ${missing.join(', ')}.`] : []),
    ],
  };
}
