import { dirname } from 'node:path';
import { quantize } from '../../../src/engine/embed/vectors.ts';
import { Vectors } from '../../../src/engine/index/vectors.ts';
import { askedByBoth } from '../../../src/engine/search/embedQuery.ts';
import { ndcgOf } from '../codeRepos.ts';
import type { ChunkedRepositories } from './chunks.ts';
import type { Cosqa } from './data.ts';
import { rowOf, type Matrix, type Row } from './embedder.ts';
import { mean } from './measures.ts';
import { createRandom, shuffled } from './random.ts';
import type { Cell, Table } from './table.ts';

/** Shares of a folder's chunks that have the Transformer's vector already. */
const shares = [0, 0.25, 0.5, 0.75, 1];

/** A folder while its static vectors are being replaced. */
export interface MixedFolder {
  readonly questions: readonly string[];
  readonly texts: readonly string[];
  /** Chunks in the order in which they are replaced, for each seed. */
  readonly order: (seed: number) => readonly number[];
  /** NDCG@10 of a question's ten best chunks. */
  readonly gain: (question: number, chunks: readonly number[]) => number;
}

export interface StudentRows {
  readonly student: Row;
  readonly staticStudent: Row;
}

function stored(matrix: Matrix): readonly Int8Array[] {
  const count = matrix.data.length / matrix.dims;
  return Array.from({ length: count }, (_, at) => quantize(rowOf(matrix, at)));
}

/** NDCG@10 of a folder by share and seed, searched by the engine's own index. */
async function ndcgByShare(
  { questions, texts, order, gain }: MixedFolder,
  { student, staticStudent }: StudentRows,
  seeds: readonly number[],
): Promise<readonly (readonly number[])[]> {
  const better = stored(await student.vectors(texts, 'passage'));
  const first = stored(await staticStudent.vectors(texts, 'passage'));
  const asked = stored(await student.vectors(questions, 'query'));
  const askedStatic = stored(await staticStudent.vectors(questions, 'query'));
  const none = new Int8Array(student.dims);
  return shares.map((share) =>
    seeds.map((seed) => {
      const vectors = new Vectors(student.dims);
      const replaced = new Set(order(seed).slice(0, Math.round(share * texts.length)));
      texts.forEach((_, chunk) => {
        if (replaced.has(chunk)) vectors.student.set(chunk, better[chunk] ?? none);
        else vectors.staticStudent.set(chunk, first[chunk] ?? none);
      });
      const gains = questions.map((_, at) => {
        const [slow, quick] = [asked[at] ?? none, askedStatic[at] ?? none];
        const query = { student: slow, staticStudent: askedByBoth(quick, slow) };
        const found = vectors.search(query, 10, null);
        return gain(
          at,
          found.map(({ chunk }) => chunk),
        );
      });
      return mean(gains);
    }),
  );
}

/** Functions in random order. */
export function cosqaFolder({ questions, relevant, functions }: Cosqa): MixedFolder {
  const all = functions.map((_, at) => at);
  return {
    questions,
    texts: functions,
    order: (seed) => shuffled(all, createRandom(seed)),
    gain: (question, chunks) => {
      const rank = chunks.indexOf(relevant[question] ?? -1);
      return rank === -1 ? 0 : 1 / Math.log2(rank + 2);
    },
  };
}

/** Chunks sub-folder by sub-folder, these in random order. */
export function repositoryFolders({ repositories }: ChunkedRepositories): readonly MixedFolder[] {
  return repositories.map(({ annotations, chunks, texts }) => ({
    questions: annotations.map(({ query }) => query),
    texts,
    order: (seed) => {
      const folders = new Map<string, number[]>();
      chunks.forEach(({ path }, at) => {
        const folder = dirname(path);
        folders.set(folder, [...(folders.get(folder) ?? []), at]);
      });
      return shuffled([...folders.values()], createRandom(seed)).flat();
    },
    gain: (question, found) => {
      const annotation = annotations[question];
      if (annotation === undefined) return 0;
      const hits = found.map((chunk) => chunks[chunk]).filter((hit) => hit !== undefined);
      return ndcgOf(hits, annotation);
    },
  }));
}

export interface MixedSet {
  readonly name: string;
  readonly folders: readonly MixedFolder[];
}

/** `seeds`: every share is measured with each of them. */
export async function measureMixture(
  sets: readonly MixedSet[],
  rows: StudentRows,
  seeds: readonly number[],
): Promise<Table> {
  const measured: Cell[][] = [];
  for (const { name, folders } of sets) {
    const each: (readonly (readonly number[])[])[] = [];
    for (const folder of folders) each.push(await ndcgByShare(folder, rows, seeds));
    const bySeed = shares.map((_, share) =>
      seeds.map((__, seed) => mean(each.map((folder) => folder[share]?.[seed] ?? 0))),
    );
    const pure = [bySeed[0], bySeed.at(-1)].map((ends) => mean(ends ?? []));
    const bound = Math.min(...pure) - 0.01;
    const lowest = Math.min(...bySeed.flat());
    measured.push([name, ...bySeed.map(mean), lowest, bound, lowest >= bound ? 'yes' : 'no']);
  }
  return {
    id: 'mixture',
    title: 'The mixture: NDCG@10 while static vectors are replaced by the student’s',
    columns: [
      { name: 'replaced' },
      ...shares.map((share) => ({ name: `${share * 100} %`, digits: 3 })),
      { name: 'lowest of all', digits: 3 },
      { name: 'bound', digits: 3 },
      { name: 'held' },
    ],
    rows: measured,
    notes: [
      `Means over seeds ${seeds.join(', ')}; the bound is the lower pure end − 0.01. Searched by the engine’s own index.`,
    ],
  };
}
