import { quantize } from '../../../src/engine/embed/vectors.ts';
import { loadNative, type Native } from '../../../src/engine/index/native.ts';
import { VectorBlock } from '../../../src/engine/index/vectorBlock.ts';
import type { Matrix } from './embedder.ts';
import { median } from './measures.ts';
import { createRandom } from './random.ts';
import type { Cell, Table } from './table.ts';

const hits = 10;
const runs = 15;
/** The other programs' dimensions: a large teacher's and a base model's. */
export const floatDims = [1024, 768] as const;

interface Contestant {
  readonly name: string;
  readonly bytes: number;
  readonly ndcg: number | null;
  readonly search: () => unknown;
  /** Milliseconds, one a run. */
  readonly times: number[];
}

type Kind = 'plain loop' | 'usearch' | 'engine';

type Contestants = Partial<Record<Kind, Contestant>>;

/** Components uniform in −1…1: exact search takes the same time whatever the numbers are. */
function filled(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random() * 2 - 1);
}

/** Positions of the highest scores, best first. */
function highest(scores: Float64Array): readonly number[] {
  const best: number[] = [];
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0;
    const last = best[hits - 1];
    if (last !== undefined && score <= (scores[last] ?? 0)) continue;
    let place = Math.min(best.length, hits - 1);
    while (place > 0 && score > (scores[best[place - 1] ?? 0] ?? 0)) {
      best[place] = best[place - 1] ?? 0;
      place--;
    }
    best[place] = at;
  }
  return best;
}

// The two loops below are one loop written twice: shared by two kinds of array it would be slower for both.

function nearestFloats(matrix: Float32Array, query: Float32Array): readonly number[] {
  const dims = query.length;
  const scores = new Float64Array(matrix.length / dims);
  for (let row = 0; row < scores.length; row++) {
    const start = row * dims;
    let product = 0;
    for (let at = 0; at < dims; at++) product += (matrix[start + at] ?? 0) * (query[at] ?? 0);
    scores[row] = product;
  }
  return highest(scores);
}

function nearestBytes(matrix: Int8Array, query: Int8Array): readonly number[] {
  const dims = query.length;
  const scores = new Float64Array(matrix.length / dims);
  for (let row = 0; row < scores.length; row++) {
    const start = row * dims;
    let product = 0;
    for (let at = 0; at < dims; at++) product += (matrix[start + at] ?? 0) * (query[at] ?? 0);
    scores[row] = product;
  }
  return highest(scores);
}

function exactSearch(
  native: Native,
  matrix: Float32Array | Int8Array,
  query: Float32Array | Int8Array,
): unknown {
  return native.exactSearch(matrix, query, query.length, hits, native.MetricKind.Cos, 1);
}

/** A row of the tables on the passages that are searched here. */
export interface Searched {
  readonly name: string;
  /** Of the passages; fewer than are searched are repeated. Null: there is none of this size, numbers at random stand for it. */
  readonly passages: Matrix | null;
  readonly dims: number;
  /** NDCG@10 of the repositories, vectors alone. */
  readonly ndcg: number | null;
}

function repeated(real: Matrix, count: number): Float32Array {
  const matrix = new Float32Array(count * real.dims);
  for (let start = 0; start < matrix.length; start += real.data.length)
    matrix.set(real.data.subarray(0, matrix.length - start), start);
  return matrix;
}

function floats(native: Native | null, searched: Searched, count: number, seed: number): Contestants {
  const { name, passages, dims, ndcg } = searched;
  const matrix = passages === null ? filled(count * dims, seed) : repeated(passages, count);
  const query = matrix.slice(0, dims);
  const contestant = (search: () => unknown): Contestant => ({
    name: `${name}: float32, ${dims} dims`,
    bytes: dims * 4,
    ndcg,
    search,
    times: [],
  });
  return {
    'plain loop': contestant(() => nearestFloats(matrix, query)),
    ...(native === null ? {} : { usearch: contestant(() => exactSearch(native, matrix, query)) }),
  };
}

function ours(native: Native | null, { name, dims, passages, ndcg }: Own, count: number): Contestants {
  const block = new VectorBlock(dims);
  const matrix = quantize(repeated(passages, count));
  for (let chunk = 0; chunk < count; chunk++)
    block.set(chunk, matrix.subarray(chunk * dims, (chunk + 1) * dims));
  const query = matrix.slice(0, dims);
  const contestant = (search: () => unknown): Contestant => ({
    name: `${name}: int8, ${dims} dims`,
    bytes: dims,
    ndcg,
    search,
    times: [],
  });
  return {
    'plain loop': contestant(() => nearestBytes(matrix, query)),
    ...(native === null ? {} : { usearch: contestant(() => exactSearch(native, matrix, query)) }),
    engine: contestant(() => block.nearest(query, hits)),
  };
}

function rowsOf(group: Contestants, reference: Contestants, count: number): Cell[][] {
  return Object.entries(group).map(([kind, { name, bytes, ndcg, times }]): Cell[] => {
    const same = reference[kind as Kind];
    const against = (other: Contestant | undefined): number =>
      median(times.map((ms, run) => ms / (other?.times[run] ?? NaN)));
    const how = kind === 'engine' ? 'the engine’s search' : kind;
    const factor = bytes / (same?.bytes ?? NaN);
    const loss = ndcg === null || same?.ndcg == null ? null : ndcg - same.ndcg;
    const figures = [
      bytes,
      (bytes * count) / 1e6,
      median(times),
      factor,
      against(same),
      against(reference.engine),
      ndcg,
      loss,
    ];
    return [name, how, ...figures];
  });
}

export interface Retrieval {
  readonly own: Own;
  readonly floats: readonly Searched[];
  /** Passages that are searched. */
  readonly count: number;
  readonly seed: number;
  /** Bytes of the whole index for a chunk; null where no repositories are there. */
  readonly indexBytes: number | null;
}

interface Own extends Searched {
  readonly passages: Matrix;
}

function wholeIndex({ own, count, indexBytes }: Retrieval): Cell[][] {
  if (indexBytes === null) return [];
  const factor = indexBytes / own.dims;
  return [
    [
      'the whole index of ours',
      'all its files',
      indexBytes,
      (indexBytes * count) / 1e6,
      null,
      factor,
      null,
      null,
      null,
    ],
  ];
}

/** Exact search over the same passages: float vectors as other programs keep them, and ours. */
export async function measureRetrieval(retrieval: Retrieval): Promise<Table> {
  const { own, count, seed } = retrieval;
  const native = await loadNative(() => undefined);
  const ownGroup = ours(native, own, count);
  const groups = [...retrieval.floats.map((each) => floats(native, each, count, seed)), ownGroup];
  const contestants = groups.flatMap((group) => Object.values(group));
  for (const { search } of contestants) search();
  for (let run = 0; run < runs; run++) {
    for (const { search, times } of contestants) {
      const start = performance.now();
      search();
      times.push(performance.now() - start);
    }
  }
  const random = retrieval.floats.filter(({ passages }) => passages === null).map(({ dims }) => dims);
  return {
    id: 'retrieval',
    title: `Exact search over ${count} passages, one thread, ${hits} hits`,
    columns: [
      { name: 'vectors' },
      { name: 'searched by' },
      { name: 'bytes a vector' },
      { name: 'MB in all', digits: 1 },
      { name: 'ms a query', digits: 2 },
      { name: '× our memory', digits: 1 },
      { name: '× ours by the same means', digits: 1 },
      { name: '× the engine’s search', digits: 1 },
      { name: 'NDCG@10', digits: 3 },
      { name: 'lost by ours', digits: 3 },
    ],
    rows: [...groups.flatMap((group) => rowsOf(group, ownGroup, count)), ...wholeIndex(retrieval)],
    notes: [
      `Medians of ${runs} interleaved runs and of their ratios. The passages are ${own.passages.data.length / own.dims} chunks, repeated up to ${count}. The engine’s search is its own kernel (src/engine/simd), exact as well.`,
      'NDCG@10: the mean over the repositories, vectors alone, as in the table of repositories.',
      ...(random.length > 0
        ? [
            `Of ${random.join(' and ')} dimensions no teacher was measured: numbers at random (seed ${seed}), which take the same time.`,
          ]
        : []),
    ],
  };
}
