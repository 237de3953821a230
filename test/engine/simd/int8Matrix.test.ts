import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { kernelBytes, kernelBytesFile } from '../../../scripts/simd.ts';
import { Int8Matrix } from '../../../src/engine/simd/int8Matrix.ts';

const numbers = (length: number): fc.Arbitrary<Int8Array> =>
  fc.int8Array({ minLength: length, maxLength: length });

/** Rows and a query of as many numbers. */
const questions = fc.integer({ min: 1, max: 300 }).chain((dims) =>
  fc.record({
    dims: fc.constant(dims),
    query: numbers(dims),
    rows: fc.array(numbers(dims), { maxLength: 12 }),
  }),
);

function matrixOf(rows: readonly Int8Array[], dims: number): Int8Matrix {
  const matrix = new Int8Matrix(dims);
  rows.forEach((row, at) => {
    matrix.set(at, row);
  });
  return matrix;
}

function product(a: Int8Array, b: Int8Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

function byProduct(query: Int8Array, rows: readonly Int8Array[], ids: readonly number[]): unknown[] {
  return rows
    .map((row, at) => ({ id: ids[at] ?? -1, score: product(query, row) }))
    .sort((a, b) => b.score - a.score || a.id - b.id);
}

describe('A matrix of bytes', () => {
  it('multiplies as arithmetic does, whatever the numbers and however many', () => {
    fc.assert(
      fc.property(questions, fc.array(fc.nat(11), { maxLength: 20 }), ({ dims, query, rows }, places) => {
        const matrix = matrixOf(rows, dims);
        const some = places.filter((row) => row < rows.length);
        assert.deepEqual(
          Array.from(matrix.products(query, Int32Array.from(some))),
          some.map((row) => product(query, rows[row] ?? new Int8Array())),
        );
      }),
    );
  });

  it('holds the largest products there can be', () => {
    const row = new Int8Array(1_024).fill(-128);
    const matrix = matrixOf([row], row.length);
    assert.deepEqual(Array.from(matrix.products(row, Int32Array.of(0))), [1_024 * 128 * 128]);
  });

  it('finds the nearest of all and of some, equal ones by their ids', () => {
    const small = fc.array(fc.int8Array({ minLength: 2, maxLength: 2, min: -2, max: 2 }), { maxLength: 40 });
    fc.assert(
      fc.property(small, fc.nat(45), fc.nat(3), (rows, k, odd) => {
        const query = Int8Array.of(1, 2);
        // Numbers of rows and ids run against each other.
        const ids = rows.map((_, at) => 1_000 - 7 * at);
        const matrix = matrixOf(rows, 2);
        const all = byProduct(query, rows, ids);
        assert.deepEqual(matrix.nearest(query, k, ids), all.slice(0, k));
        const some = rows.flatMap((_, at) => (at % 4 === odd ? [at] : []));
        const among = byProduct(
          query,
          some.map((at) => rows[at] ?? new Int8Array()),
          some.map((at) => ids[at] ?? -1),
        );
        assert.deepEqual(matrix.nearest(query, k, ids, Int32Array.from(some)), among.slice(0, k));
      }),
    );
  });

  it('finds the same in many blocks, and keeps its rows when it grows', () => {
    const dims = 128;
    const matrix = new Int8Matrix(dims);
    const rows = Array.from({ length: 9_000 }, (_, row) =>
      Int8Array.from({ length: dims }, (_, at) => ((row * 31 + at * at * 17) % 255) - 127),
    );
    const half = new Int8Array(4_500 * dims);
    rows.slice(0, 4_500).forEach((row, at) => {
      half.set(row, at * dims);
    });
    matrix.set(0, half);
    rows.slice(4_500).forEach((row, at) => {
      matrix.set(4_500 + at, row);
    });
    const ids = rows.map((_, at) => at);
    const query = rows[8_888] ?? new Int8Array();
    assert.deepEqual(matrix.nearest(query, 300, ids), byProduct(query, rows, ids).slice(0, 300));
    assert.deepEqual(matrix.row(4_499), rows[4_499]);
    matrix.copy(4_499, 0);
    assert.deepEqual(matrix.row(0), rows[4_499]);
  });

  it('has room for what was asked for at once', () => {
    const matrix = new Int8Matrix(128);
    matrix.reserve(100_000);
    matrix.set(99_999, new Int8Array(128).fill(3));
    const found = matrix.products(new Int8Array(128).fill(1), Int32Array.of(99_999, 99_998));
    assert.deepEqual(Array.from(found), [384, 0]);
  });

  it('says so where there is no memory for its rows', () => {
    assert.throws(() => new Int8Matrix(128).reserve(2 ** 26), RangeError);
  });

  it('runs the kernel as it is written down', async () => {
    assert.equal(await readFile(kernelBytesFile, 'utf8'), await kernelBytes());
  });
});
