/** Our own questions about trees of documents: the search as it is, and vectors alone, scored by one rule. */
import { openChunker } from '../../../src/engine/openChunker.ts';
import { rankMeasured } from '../../../src/engine/search/rank.ts';
import { defaultWeights } from '../../../src/engine/search/weights.ts';
import { askFolder, type Asked, type Bench } from '../qualityCandidates.ts';
import { documentsSet, type Folder } from '../qualitySets.ts';
import { placesOf, rankByVectors, scoreBothWays, ways, type BothScores } from './bothWays.ts';
import { chunksBelow, type CutFolder } from './chunks.ts';
import { Absent } from './data.ts';
import { rowOf, type Row } from './embedder.ts';
import { differenceInterval, mean, median, resamples } from './measures.ts';
import type { Students } from './students.ts';
import type { Cell, Table } from './table.ts';

type Tree = Folder & CutFolder;

/** Whoever ranks, and what it got of each tree. */
interface Ranker {
  readonly name: string;
  /** Null where it is not vectors alone. */
  readonly dims: number | null;
  readonly trees: readonly BothScores[];
}

/** Throws Absent. */
export async function readTrees(trees: string | null, { assets }: Students): Promise<readonly Tree[]> {
  const set = documentsSet(trees ?? '');
  if ('how' in set) throw new Absent(`${set.how} Then pass --trees.`);
  const chunker = await openChunker(assets);
  const cut: Tree[] = [];
  for (const folder of set.folders) cut.push({ ...folder, ...(await chunksBelow(folder.root, chunker)) });
  return cut;
}

async function scoreVectors(
  row: Row,
  { chunks, texts, questions }: Tree,
  asked: readonly Asked[],
): Promise<BothScores> {
  const [first] = asked;
  if (first === undefined) throw new Error('A tree without questions.');
  const places = placesOf(chunks, first.growing);
  const passages = await row.vectors(texts, 'passage');
  const words = questions.map(({ text }) => text);
  const vectors = await row.vectors(words, 'query');
  return scoreBothWays(asked, (_, at) => rankByVectors(places, passages, rowOf(vectors, at)));
}

/** Leaves an index of each tree below the bench's storage, for the next run. */
async function ask(bench: Bench, trees: readonly Tree[]): Promise<readonly (readonly Asked[])[]> {
  const asked: (readonly Asked[])[] = [];
  for (const tree of trees) {
    process.stderr.write(`  searching ${tree.name}\n`);
    asked.push(await askFolder(bench, tree, 'student'));
  }
  return asked;
}

/** `bench.storage` keeps the indexes of the search; `seed` draws the resamples. */
export async function measureDocuments(
  trees: readonly Tree[],
  rows: readonly Row[],
  { bench, seed }: { readonly bench: Bench; readonly seed: number },
): Promise<Table> {
  const asked = await ask(bench, trees);
  const hybrid: Ranker = {
    name: 'hybrid search',
    dims: null,
    trees: asked.map((each) => scoreBothWays(each, ({ measured }) => rankMeasured(measured, defaultWeights))),
  };
  const others: Ranker[] = [];
  for (const row of rows) {
    const each: BothScores[] = [];
    for (const [at, tree] of trees.entries()) each.push(await scoreVectors(row, tree, asked[at] ?? []));
    others.push({ name: row.name, dims: row.dims, trees: each });
  }
  return documentsTable(trees, { hybrid, others, seed });
}

function documentsTable(
  trees: readonly Tree[],
  { hybrid, others, seed }: { readonly hybrid: Ranker; readonly others: readonly Ranker[]; seed: number },
): Table {
  const chunks = trees.reduce((sum, { texts }) => sum + texts.length, 0);
  const digits = 3;
  return {
    id: 'documents',
    title: `Trees of documents: NDCG@10, ${trees.length} trees`,
    columns: [
      { name: 'scored' },
      { name: 'ranking' },
      { name: 'dims' },
      { name: 'lines' },
      { name: 'mean', digits },
      ...trees.map(({ name }) => ({ name, digits })),
      { name: 'hybrid above it', digits },
      { name: 'from', digits },
      { name: 'to', digits },
    ],
    rows: ways.flatMap((way) =>
      [hybrid, ...others].map((ranker) => {
        const gains = gainsOf(ranker, way);
        const lines = median(ranker.trees.flatMap((tree) => tree[way].lines));
        const above = ranker === hybrid ? [null, null, null] : difference(gainsOf(hybrid, way), gains, seed);
        const means = gains.map(mean);
        return [way, ranker.name, ranker.dims, lines, mean(means), ...means, ...above];
      }),
    ),
    notes: [
      `${chunks} chunks of our chunker; a hit counts where it overlaps the section that answers. As shown: each hit ` +
        'grown to the passage that people see; bare pieces: as it was cut. All but the hybrid search are vectors ' +
        'alone. Lines: of a hit, median.',
      `From, to: where the difference lies in 95 % of ${resamples} resamples of the questions of each tree, seed ${seed}.`,
    ],
  };
}

function gainsOf({ trees }: Ranker, way: (typeof ways)[number]): readonly (readonly number[])[] {
  return trees.map((tree) => tree[way].gains);
}

function difference(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  seed: number,
): readonly Cell[] {
  return [mean(a.map(mean)) - mean(b.map(mean)), ...differenceInterval(a, b, seed)];
}
