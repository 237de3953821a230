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

/** Rows from which a spread is told, about so many; its error is then 1/√1,024 ≈ 3% of a deviation. */
const spreadSamples = 1_024;
/** Different ones among them at the least, where there are as many. */
const leastDifferent = spreadSamples / 4;
/** Marks are below it: as many as the runtime keeps without a box. */
const markLimit = 2 ** 30;
/** Numbers of a vector that its mark is made of: no two different texts share as many. */
const markedNumbers = 16;

/** A number at random of a vector, always the same: an even choice among marks is one that no history of the rows moves. */
function markOf(numbers: Int8Array, start: number): number {
  let mark = 0x811c9dc5;
  for (let at = start; at < start + markedNumbers; at++) {
    mark = Math.imul(mark ^ ((numbers[at] ?? 0) & 0xff), 0x01000193);
  }
  mark = Math.imul(mark ^ (mark >>> 15), 0x2c1b3c6d);
  return ((mark ^ (mark >>> 13)) >>> 0) % markLimit;
}

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
  /** Of each row. */
  readonly #marks: number[] = [];
  readonly #rows = new ChunkRows();
  /** Counts changes. */
  #version = 0;
  /** Every question asks about the same chunks of the rarer kind; what was looked up for a set goes with the set. */
  readonly #chosen = new WeakMap<ReadonlySet<number>, Chosen>();
  #sampled: Chosen | null = null;
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
    const at = row === -1 ? this.#chunks.length : row;
    this.#matrix.set(at, vector);
    this.#marks[at] = markOf(vector, 0);
    if (row !== -1) return;
    this.#rows.set(chunk, at);
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
      this.#marks.push(markOf(matrix, at * this.dims));
      this.#rows.set(chunk, first + at);
    }
  }

  delete(chunk: number): void {
    const row = this.#rows.get(chunk);
    if (row === -1) return;
    this.#version++;
    this.#rows.delete(chunk);
    const last = this.#chunks.pop();
    const mark = this.#marks.pop();
    if (this.#chunks.length === 0) this.#made = null;
    if (last === undefined || mark === undefined || last === chunk) return;
    this.#matrix.copy(this.#chunks.length, row);
    this.#chunks[row] = last;
    this.#marks[row] = mark;
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

  /** Told from some rows, of the same vectors always the same, in whatever order and by whatever way they came. */
  spread(query: Int8Array): Spread {
    const last = this.#lastSpread;
    if (last?.query === query && last.version === this.#version) return last.spread;
    const spread = this.#spreadOf(query);
    this.#lastSpread = { query, version: this.#version, spread };
    return spread;
  }

  #spreadOf(query: Int8Array): Spread {
    if (this.size === 0) return { mean: 0, deviation: 0, rows: 0 };
    const products = this.#matrix.products(query, this.#sample());
    let sum = 0;
    let squares = 0;
    // Whole numbers: their sums are the same in any order.
    for (const product of products) {
      sum += product;
      squares += product * product;
    }
    const mean = sum / products.length;
    const deviation = Math.sqrt(Math.max(0, squares / products.length - mean * mean));
    return { mean: cosineOf(mean), deviation: cosineOf(deviation), rows: this.size };
  }

  #sample(): Int32Array {
    const known = this.#sampled;
    if (known?.version === this.#version) return known.rows;
    let rows: number[] = [];
    // Copies of a vector are taken together, or not: where most are copies, the first choice may be of one or of none.
    for (let share = spreadSamples / this.size, different = 0; different < leastDifferent; share *= 2) {
      rows = [];
      this.#marks.forEach((mark, row) => {
        if (mark < markLimit * share) rows.push(row);
      });
      if (rows.length === this.size) break;
      different = new Set(rows.map((row) => this.#marks[row])).size;
    }
    const sampled = { version: this.#version, rows: Int32Array.from(rows) };
    this.#sampled = sampled;
    return sampled.rows;
  }
}

/** Of vectors that were of unit length before they were rounded. */
function cosineOf(product: number): number {
  return product / unit ** 2;
}

function neighbour({ id, score }: Scored): Neighbour {
  return { chunk: id, cosine: cosineOf(score) };
}
