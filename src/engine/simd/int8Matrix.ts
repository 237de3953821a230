import { Best, type Scored } from '../best.ts';
import { kernelBytes } from './kernelBytes.ts';

/** The kernel reads rows by so many numbers; shorter ones are filled up with zeros, which add nothing to a product. */
const lane = 128;
/** Rows compared by one call: their products stay in the processor's nearest memory until they are looked at. */
const rowsAtOnce = 2_048;
const pageBytes = 65_536;
/** How many times as much room is made where rows do not fit: memory grows in place, but not for nothing. */
const growth = 1.125;

/** See kernel.wat. */
type Products = (
  ...of: [query: number, rows: number, size: number, places: number, count: number, out: number]
) => void;

let compiled: WebAssembly.Module | null = null;

/**
 * Rows of int8 in memory of WebAssembly's, compared with a row by SIMD (kernel.wat): exact, and faster than usearch's own
 * exact search (docs/performance.md), on any processor that has SIMD for WebAssembly.
 */
export class Int8Matrix {
  /** Numbers a row. */
  readonly dims: number;
  /** Bytes a row. */
  readonly #size: number;
  readonly #memory: WebAssembly.Memory;
  readonly #products: Products;
  /** Addresses: the query's is 0. */
  readonly #places: number;
  readonly #out: number;
  readonly #rows: number;
  /** The memory as it is now: it is another buffer when it has grown. */
  #bytes: Int8Array;

  constructor(dims: number) {
    this.dims = dims;
    this.#size = Math.ceil(dims / lane) * lane;
    this.#places = 2 * this.#size;
    this.#out = this.#places + 4 * rowsAtOnce;
    this.#rows = this.#out + 4 * rowsAtOnce;
    this.#memory = new WebAssembly.Memory({ initial: this.#pagesFor(0) });
    this.#bytes = new Int8Array(this.#memory.buffer);
    compiled ??= new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } });
    this.#products = exports['products'] as Products;
  }

  #pagesFor(rows: number): number {
    return Math.ceil((this.#rows + rows * this.#size) / pageBytes);
  }

  /** Makes room for so many rows. Throws a RangeError where there is no memory for them. */
  reserve(rows: number): void {
    const pages = this.#pagesFor(rows) - this.#bytes.length / pageBytes;
    if (pages <= 0) return;
    this.#memory.grow(pages);
    this.#bytes = new Int8Array(this.#memory.buffer);
  }

  /** Puts one row, or several that follow one another. Throws a RangeError where there is no memory for them. */
  set(row: number, numbers: Int8Array): void {
    const count = Math.ceil(numbers.length / this.dims);
    if (this.#pagesFor(row + count) * pageBytes > this.#bytes.length) {
      this.reserve(Math.ceil((row + count) * growth));
    }
    if (this.#size === this.dims) {
      this.#bytes.set(numbers, this.#rows + row * this.#size);
      return;
    }
    for (let at = 0; at < count; at++) {
      const one = numbers.subarray(at * this.dims, (at + 1) * this.dims);
      this.#bytes.set(one, this.#rows + (row + at) * this.#size);
    }
  }

  copy(from: number, to: number): void {
    const start = this.#rows + from * this.#size;
    this.#bytes.copyWithin(this.#rows + to * this.#size, start, start + this.#size);
  }

  /** A copy. */
  row(row: number): Int8Array {
    const start = this.#rows + row * this.#size;
    return this.#bytes.slice(start, start + this.dims);
  }

  /** Products with the first so many rows, or with some rows in their order. */
  products(query: Int8Array, rows: number | Int32Array): Int32Array {
    const count = typeof rows === 'number' ? rows : rows.length;
    const all = new Int32Array(count);
    this.#eachBlock(query, count, typeof rows === 'number' ? null : rows, (products, from) => {
      all.set(products, from);
    });
    return all;
  }

  /** Of the rows, or some of them, the `k` with the largest products, by `ids`, which has a number a row. */
  nearest(query: Int8Array, k: number, ids: readonly number[], rows: Int32Array | null = null): Scored[] {
    const count = rows?.length ?? ids.length;
    const best = new Best(Math.min(k, count));
    this.#eachBlock(query, count, rows, (products, from) => {
      const { length } = products;
      let { least } = best;
      for (let at = 0; at < length; at++) {
        const product = products[at] ?? 0;
        if (product < least) continue;
        best.offer(ids[rows === null ? from + at : (rows[from + at] ?? 0)] ?? 0, product);
        ({ least } = best);
      }
    });
    return best.take();
  }

  /** Compares `count` rows, a block at a time: the first ones, or `rows`. The products last until `look` returns. */
  #eachBlock(
    query: Int8Array,
    count: number,
    rows: Int32Array | null,
    look: (products: Int32Array, from: number) => void,
  ): void {
    const { buffer } = this.#memory;
    const wide = new Int16Array(buffer, 0, this.#size);
    wide.fill(0);
    wide.set(query.subarray(0, this.#size));
    const places = new Int32Array(buffer, this.#places, rowsAtOnce);
    for (let from = 0; from < count; from += rowsAtOnce) {
      const some = Math.min(rowsAtOnce, count - from);
      if (rows === null) this.#compare(this.#rows + from * this.#size, 0, some);
      else {
        places.set(rows.subarray(from, from + some));
        this.#compare(this.#rows, this.#places, some);
      }
      look(new Int32Array(buffer, this.#out, some), from);
    }
  }

  #compare(rows: number, places: number, count: number): void {
    this.#products(0, rows, this.#size, places, count, this.#out);
  }
}
