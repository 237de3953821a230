import type { Scored } from '../best.ts';
import { unit } from '../embed/vectors.ts';
import { Int8Matrix } from '../simd/int8Matrix.ts';
import { ChunkRows } from './chunkRows.ts';

/** A chunk and how near it is to a query. */
export interface Neighbour {
  readonly chunk: number;
  /** About −1 to 1: of vectors that were rounded. */
  readonly cosine: number;
}

/** How near a block as a whole is to a query: what one cosine is compared with. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  /** Rows that it tells of, though it was told from fewer. */
  readonly rows: number;
}

/** Of the rows of both. */
export function together(a: Spread, b: Spread): Spread {
  const rows = a.rows + b.rows;
  if (rows === 0) return a;
  const mean = (a.mean * a.rows + b.mean * b.rows) / rows;
  const squares = [a, b].reduce(
    (sum, each) => sum + each.rows * (each.deviation ** 2 + (each.mean - mean) ** 2),
    0,
  );
  return { mean, deviation: Math.sqrt(squares / rows), rows };
}

/** Rows from which a spread is told; its error is then 1/√512 ≈ 4% of a deviation. */
const spreadSamples = 512;

/** Where some chunks stood in a block at a version of it. */
interface Chosen {
  readonly version: number;
  readonly rows: Int32Array;
}

/** Vectors of one encoder, of unit length but for rounding, a row a chunk. Rows have no order. */
export class VectorBlock {
  readonly dims: number;
  /** Made for the first row: one of both populations is mostly empty, and each matrix takes 8 GB of addresses. */
  #made: Int8Matrix | null = null;
  readonly #chunks: number[] = [];
  readonly #rows = new ChunkRows();
  /** Counts changes. */
  #version = 0;
  /** Every question asks about the same chunks of the rarer kind; what was looked up for a set goes with the set. */
  readonly #chosen = new WeakMap<ReadonlySet<number>, Chosen>();
  #lastSpread: { readonly query: Int8Array; readonly version: number; readonly spread: Spread } | null = null;

  constructor(dims: number) {
    this.dims = dims;
  }

  get #matrix(): Int8Matrix {
    return (this.#made ??= new Int8Matrix(this.dims));
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
    const row = this.#rows.get(chunk);
    // First, because there may be no memory for one more.
    this.#matrix.set(row === -1 ? this.#chunks.length : row, vector);
    if (row !== -1) return;
    this.#rows.set(chunk, this.#chunks.length);
    this.#chunks.push(chunk);
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    if (rows > 0) this.#matrix.reserve(rows);
  }

  /** Puts vectors of chunks that are not in this block yet; `matrix` has a row for each. */
  add(chunks: readonly number[], matrix: Int8Array): void {
    this.#version++;
    const first = this.#chunks.length;
    this.#matrix.set(first, matrix);
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
    if (this.#chunks.length === 0) this.#made = null;
    if (last === undefined || last === chunk) return;
    this.#matrix.copy(this.#chunks.length, row);
    this.#chunks[row] = last;
    this.#rows.set(last, row);
  }

  /** A copy of a chunk's vector, or null. */
  vectorOf(chunk: number): Int8Array | null {
    const row = this.#rows.get(chunk);
    return row === -1 ? null : this.#matrix.row(row);
  }

  /** The `k` nearest of all, nearest first, equal ones by chunk id. Exact. */
  nearest(query: Int8Array, k: number): Neighbour[] {
    if (this.size === 0) return [];
    return this.#matrix.nearest(query, k, this.#chunks).map(neighbour);
  }

  /** The same of the chunks given; those that are not in this block are passed over. Exact. */
  nearestAmong(query: Int8Array, k: number, chunks: ReadonlySet<number>): Neighbour[] {
    if (this.size === 0) return [];
    return this.#matrix.nearest(query, k, this.#chunks, this.#rowsOf(chunks)).map(neighbour);
  }

  #rowsOf(chunks: ReadonlySet<number>): Int32Array {
    const known = this.#chosen.get(chunks);
    if (known?.version === this.#version) return known.rows;
    const rows = new Int32Array(chunks.size);
    let count = 0;
    for (const chunk of chunks) {
      const row = this.#rows.get(chunk);
      if (row !== -1) rows[count++] = row;
    }
    const chosen = { version: this.#version, rows: rows.subarray(0, count) };
    this.#chosen.set(chunks, chosen);
    return chosen.rows;
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
    if (samples === 0) return { mean: 0, deviation: 0, rows: 0 };
    const rows = Int32Array.from({ length: samples }, (_, at) => Math.floor((at * this.size) / samples));
    let sum = 0;
    let squares = 0;
    for (const product of this.#matrix.products(query, rows)) {
      const cosine = cosineOf(product);
      sum += cosine;
      squares += cosine * cosine;
    }
    const mean = sum / samples;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / samples - mean * mean)), rows: this.size };
  }
}

/** Of vectors that were of unit length before they were rounded. */
function cosineOf(product: number): number {
  return product / unit ** 2;
}

function neighbour({ id, score }: Scored): Neighbour {
  return { chunk: id, cosine: cosineOf(score) };
}
