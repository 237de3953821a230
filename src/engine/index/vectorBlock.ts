import { unit } from '../embed/vectors.ts';
import { ChunkRows } from './chunkRows.ts';
import type { Native } from './native.ts';

/** A chunk and how near it is to a query. */
export interface Neighbour {
  readonly chunk: number;
  /** About −1 to 1: of vectors that were rounded. */
  readonly cosine: number;
}

/** How near a population as a whole is to a query: what one cosine must be compared with. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  /** Rows it was told from. */
  readonly samples: number;
}

/** Rows from which a spread is told; its error is then 1/√512 ≈ 4% of a deviation. */
const spreadSamples = 512;

/** Rows above which copying them together for the native search is sooner done than comparing them one by one here. */
const manyRows = 1_000;

/** How many more than wanted are asked for, so that of those as near as the last the right ones are taken. */
const equals = 16;

/** Some chunks of a block as they were at a version of it. */
interface Chosen {
  readonly version: number;
  readonly rows: readonly number[];
  /** Their vectors, copied together; null where they are few. */
  readonly matrix: Int8Array | null;
}

/** Vectors of one encoder, of unit length but for rounding, in one contiguous matrix of rows × dims int8, found by chunk id. Rows have no order. */
export class VectorBlock {
  readonly dims: number;
  #matrix: Int8Array;
  #chunks: number[] = [];
  readonly #rows = new ChunkRows();
  /** Counts changes. */
  #version = 0;
  /** Every question asks about the same chunks of the rarer kind; what was looked up for a set goes with the set. */
  readonly #chosen = new WeakMap<ReadonlySet<number>, Chosen>();
  #lastSpread: { readonly query: Int8Array; readonly version: number; readonly spread: Spread } | null = null;

  constructor(dims: number) {
    this.dims = dims;
    this.#matrix = new Int8Array(256 * dims);
  }

  get size(): number {
    return this.#chunks.length;
  }

  has(chunk: number): boolean {
    return this.#rows.get(chunk) !== -1;
  }

  chunks(): readonly number[] {
    return this.#chunks;
  }

  set(chunk: number, vector: Int8Array): void {
    this.#version++;
    let row = this.#rows.get(chunk);
    if (row === -1) {
      row = this.#chunks.length;
      this.#reserve(row + 1);
      this.#chunks.push(chunk);
      this.#rows.set(chunk, row);
    }
    this.#matrix.set(vector, row * this.dims);
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    if (rows * this.dims <= this.#matrix.length) return;
    const matrix = new Int8Array(rows * this.dims);
    matrix.set(this.#matrix);
    this.#matrix = matrix;
  }

  /** Puts vectors of chunks that are not in this block yet; `matrix` has a row for each. */
  add(chunks: readonly number[], matrix: Int8Array): void {
    this.#version++;
    const first = this.#chunks.length;
    this.#reserve(first + chunks.length);
    this.#matrix.set(matrix, first * this.dims);
    for (const [at, chunk] of chunks.entries()) {
      this.#chunks.push(chunk);
      this.#rows.set(chunk, first + at);
    }
  }

  delete(chunk: number): void {
    const row = this.#rows.get(chunk);
    if (row === -1) return;
    this.#version++;
    this.#rows.delete(chunk);
    const last = this.#chunks.pop();
    if (last === undefined || last === chunk) return;
    const from = this.#chunks.length * this.dims;
    this.#matrix.copyWithin(row * this.dims, from, from + this.dims);
    this.#chunks[row] = last;
    this.#rows.set(last, row);
  }

  /** A copy of a chunk's vector, or null. */
  vectorOf(chunk: number): Int8Array | null {
    const row = this.#rows.get(chunk);
    return row === -1 ? null : this.#matrix.slice(row * this.dims, (row + 1) * this.dims);
  }

  /** The `k` nearest of all, nearest first, equal ones by chunk id. Exact, but for which of very many equal ones are the last. */
  nearest(query: Int8Array, k: number, native: Native | null): Neighbour[] {
    if (this.size === 0) return [];
    const rows = this.#chunks.keys();
    if (native === null) return this.#best(query, k, [...rows]);
    // usearch ignores where a view begins; this one begins where its buffer does.
    return this.#best(
      query,
      k,
      this.#nearestIn(this.#matrix.subarray(0, this.size * this.dims), query, k, native),
    );
  }

  /** The `k` nearest of the chunks given; those that are not in this block are passed over. Exact. */
  nearestAmong(query: Int8Array, k: number, chunks: ReadonlySet<number>, native: Native | null): Neighbour[] {
    const { rows, matrix } = this.#choose(chunks, native);
    if (native === null || matrix === null) return this.#best(query, k, rows);
    const nearest = this.#nearestIn(matrix, query, k, native);
    return this.#best(
      query,
      k,
      nearest.map((at) => rows[at] ?? -1),
    );
  }

  #choose(chunks: ReadonlySet<number>, native: Native | null): Chosen {
    const known = this.#chosen.get(chunks);
    if (known?.version === this.#version) return known;
    const rows: number[] = [];
    for (const chunk of chunks) {
      const row = this.#rows.get(chunk);
      if (row !== -1) rows.push(row);
    }
    const matrix = native !== null && rows.length > manyRows ? this.#gather(rows) : null;
    const chosen = { version: this.#version, rows, matrix };
    this.#chosen.set(chunks, chosen);
    return chosen;
  }

  #gather(rows: readonly number[]): Int8Array {
    const { dims } = this;
    const gathered = new Int8Array(rows.length * dims);
    rows.forEach((row, at) => {
      gathered.set(this.#matrix.subarray(row * dims, (row + 1) * dims), at * dims);
    });
    return gathered;
  }

  /** Rows of a matrix, in no order. */
  #nearestIn(matrix: Int8Array, query: Int8Array, k: number, native: Native): number[] {
    const { dims } = this;
    const count = Math.min(k + equals, matrix.length / dims);
    // Products: cosines would work out every row's length anew, and take twice as long. One thread: others have work too.
    const { keys } = native.exactSearch(matrix, query, dims, count, native.MetricKind.IP, 1);
    return Array.from(keys, Number);
  }

  /** Nearest first, equal ones by chunk id. */
  #best(query: Int8Array, k: number, rows: readonly number[]): Neighbour[] {
    return rows
      .map((row) => ({ chunk: this.#chunks[row] ?? -1, cosine: this.#cosine(row, query) }))
      .sort((a, b) => b.cosine - a.cosine || a.chunk - b.chunk)
      .slice(0, k);
  }

  /** Told from rows at even distances. */
  spread(query: Int8Array): Spread {
    const last = this.#lastSpread;
    if (last?.query === query && last.version === this.#version) return last.spread;
    const spread = this.#spreadOf(query);
    this.#lastSpread = { query, version: this.#version, spread };
    return spread;
  }

  #spreadOf(query: Int8Array): Spread {
    const samples = Math.min(this.size, spreadSamples);
    let sum = 0;
    let squares = 0;
    for (let sample = 0; sample < samples; sample++) {
      const cosine = this.#cosine(Math.floor((sample * this.size) / samples), query);
      sum += cosine;
      squares += cosine * cosine;
    }
    if (samples === 0) return { mean: 0, deviation: 0, samples };
    const mean = sum / samples;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / samples - mean * mean)), samples };
  }

  /** Of unit vectors before they were rounded, so that their product will do. */
  #cosine(row: number, query: Int8Array): number {
    const matrix = this.#matrix;
    const start = row * this.dims;
    // Four sums: one would wait for itself at every step. Beyond the query all is 0.
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < query.length; at += 4) {
      a += (matrix[start + at] ?? 0) * (query[at] ?? 0);
      b += (matrix[start + at + 1] ?? 0) * (query[at + 1] ?? 0);
      c += (matrix[start + at + 2] ?? 0) * (query[at + 2] ?? 0);
      d += (matrix[start + at + 3] ?? 0) * (query[at + 3] ?? 0);
    }
    return (a + b + c + d) / unit ** 2;
  }

  #reserve(rows: number): void {
    if (rows * this.dims > this.#matrix.length)
      this.reserve(Math.max(rows, (this.#matrix.length / this.dims) * 2));
  }
}
