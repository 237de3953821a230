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

interface Asked extends ChunkedRepository {
  readonly queries: readonly string[];
}

/** The ten chunks whose vectors are nearest, nothing else: a second chunk of a file takes a place. */
async function ndcgOfRepository(row: Row, { annotations, queries, chunks, texts }: Asked): Promise<number> {
  const passages = await row.vectors(texts, 'passage');
  const questions = await row.vectors(queries, 'query');
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

/** NDCG@10 of each row, each repository. */
export async function scoresOf(
  repositories: readonly ChunkedRepository[],
  rows: readonly Row[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const scores = new Map<string, number[]>(rows.map(({ name }) => [name, []]));
  // Repository by repository, because rows that are cut from one another share what they make of the same texts.
  for (const repository of repositories) {
    const asked = { ...repository, queries: repository.annotations.map(({ query }) => query) };
    for (const row of rows) scores.get(row.name)?.push(await ndcgOfRepository(row, asked));
  }
  return scores;
}

export async function measureRepositories(
  { repositories, missing }: ChunkedRepositories,
  rows: readonly Row[],
): Promise<Table> {
  const scores = await scoresOf(repositories, rows);
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
