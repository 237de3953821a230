import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as usearch from 'usearch';
import { together, VectorBlock } from '../../../src/engine/index/vectorBlock.ts';
import { Vectors } from '../../../src/engine/index/vectors.ts';
import { randomVector, seeded } from './randomVectors.ts';

const dims = 128;

function filled(count: number, seed = 1): VectorBlock {
  const random = seeded(seed);
  const block = new VectorBlock(dims);
  for (let chunk = 0; chunk < count; chunk++) block.set(chunk * 3, randomVector(random));
  return block;
}

describe('A block of vectors', () => {
  it('finds the same as usearch does', () => {
    const block = filled(5_000);
    const matrix = new Int8Array(block.size * dims);
    block.chunks().forEach((chunk, row) => matrix.set(block.vectorOf(chunk) ?? [], row * dims));
    const random = seeded(7);
    for (let query = 0; query < 20; query++) {
      const vector = randomVector(random);
      const { keys } = usearch.exactSearch(matrix, vector, dims, 50, usearch.MetricKind.IP, 1);
      const expected = Array.from(keys, (row) => block.chunks()[Number(row)] ?? -1);
      // Equal ones come in no order from usearch, so that the last may be others.
      const own = block.nearest(vector, 45).map(({ chunk }) => chunk);
      assert.deepEqual(
        own.filter((chunk) => !expected.includes(chunk)),
        [],
      );
    }
  });

  it('finds a vector itself first, with cosine 1 but for rounding', () => {
    const block = filled(500);
    const vector = block.vectorOf(300) ?? new Int8Array(dims);
    const [first] = block.nearest(vector, 5);
    assert.equal(first?.chunk, 300);
    assert.ok(Math.abs(first.cosine - 1) < 0.01);
  });

  it('compares all that a filter lets through, wherever they stand', () => {
    const block = filled(2_000);
    const allowed = new Set([9, 300, 4_500, 1_000_000]);
    const among = block.nearestAmong(randomVector(seeded(3)), 10, allowed);
    assert.deepEqual(among.map(({ chunk }) => chunk).sort(), [300, 4_500, 9].sort());
  });

  it('compares many that a filter lets through as it compares all', () => {
    const block = filled(4_000);
    const allowed = new Set(block.chunks().filter((_, at) => at % 3 !== 0));
    for (let seed = 1; seed <= 10; seed++) {
      const vector = randomVector(seeded(seed));
      const all = block.nearest(vector, 4_000).filter(({ chunk }) => allowed.has(chunk));
      assert.deepEqual(block.nearestAmong(vector, 50, allowed), all.slice(0, 50));
    }
  });

  it('gives no more than it holds, and nothing when empty', () => {
    assert.equal(filled(3).nearest(randomVector(seeded(2)), 10).length, 3);
    assert.deepEqual(new VectorBlock(dims).nearest(randomVector(seeded(2)), 10), []);
  });

  it('holds what it is given at once as what it is given one by one', () => {
    const random = seeded(5);
    const vectors = Array.from({ length: 300 }, () => randomVector(random));
    const [atOnce, oneByOne] = [new VectorBlock(dims), new VectorBlock(dims)];
    vectors.forEach((vector, at) => oneByOne.set(at, vector));
    for (const [from, to] of [
      [0, 250],
      [250, 300],
    ] as const) {
      const matrix = new Int8Array((to - from) * dims);
      vectors.slice(from, to).forEach((vector, at) => matrix.set(vector, at * dims));
      atOnce.add(
        vectors.slice(from, to).map((_, at) => from + at),
        matrix,
      );
    }
    const query = randomVector(random);
    assert.deepEqual(atOnce.nearest(query, 300), oneByOne.nearest(query, 300));
  });

  it('holds after any additions, changes and removals what a new one would', () => {
    const steps = fc.array(fc.record({ chunk: fc.nat(30), seed: fc.nat(), drop: fc.boolean() }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (changes) => {
        const block = new VectorBlock(dims);
        const expected = new Map<number, Int8Array>();
        const query = randomVector(seeded(99));
        // The same set and query every time, of which the block remembers what it looked up.
        const some = new Set([2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
        const askedOf = (of: VectorBlock): unknown => [
          of.nearest(query, 10),
          of.nearestAmong(query, 10, some),
          of.spread(query),
        ];
        for (const { chunk, seed, drop } of changes) {
          askedOf(block);
          const vector = randomVector(seeded(seed));
          if (drop) block.delete(chunk);
          else block.set(chunk, vector);
          if (drop) expected.delete(chunk);
          else expected.set(chunk, vector);
        }
        const fresh = new VectorBlock(dims);
        for (const [chunk, vector] of expected) fresh.set(chunk, vector);
        assert.equal(block.size, expected.size);
        for (const [chunk, vector] of expected) assert.deepEqual(block.vectorOf(chunk), vector);
        assert.deepEqual(askedOf(block), askedOf(fresh));
      }),
      { numRuns: 50 },
    );
  });

  it('tells the spread of many rows by what they are, whatever was there before', () => {
    const random = seeded(5);
    const vectors = Array.from({ length: 5_000 }, () => randomVector(random));
    const query = randomVector(random);
    const fresh = new VectorBlock(dims);
    vectors.slice(1_000).forEach((vector, at) => fresh.set(at, vector));
    const moved = new VectorBlock(dims);
    const matrix = new Int8Array(dims * 5_000);
    vectors.forEach((vector, at) => matrix.set(vector, dims * (4_999 - at)));
    moved.add(
      vectors.map((_, at) => 4_999 - at),
      matrix,
    );
    moved.spread(query);
    for (let chunk = 0; chunk < 1_000; chunk++) moved.delete(chunk);
    assert.deepEqual(moved.spread(query), fresh.spread(query));
    const { mean, deviation } = fresh.spread(query);
    assert.ok(
      Math.abs(mean) < 0.02 && Math.abs(deviation - 1 / Math.sqrt(dims)) < 0.01,
      'about what all have',
    );
  });

  it('tells the spread of many rows of which most are the same', () => {
    const random = seeded(6);
    const block = new VectorBlock(dims);
    for (let copies = 0; copies < 20; copies++) {
      const vector = randomVector(random);
      for (let chunk = 0; chunk < 1_000; chunk++) block.set(copies * 1_000 + chunk, vector);
    }
    const { deviation, rows } = block.spread(randomVector(random));
    assert.ok(deviation > 0.04 && rows === 20_000);
  });
});

describe('Vectors of two encoders together', () => {
  const random = seeded(21);
  const query = randomVector(random);
  const near = (noise: number): Int8Array => randomVector(random, Float32Array.from(query), noise);
  const both = { student: query, staticStudent: query };

  it('are compared as if they were of one, also where one of them has all that is near', () => {
    const [mixed, whole] = [new Vectors(dims), new Vectors(dims)];
    for (let chunk = 0; chunk < 600; chunk++) {
      const isNear = chunk < 300;
      const vector = isNear ? near(6) : randomVector(random);
      whole.student.set(chunk, vector);
      (isNear ? mixed.staticStudent : mixed.student).set(chunk, vector);
    }
    const [found, expected] = [mixed, whole].map((vectors) => vectors.search(both, 50, null));
    assert.deepEqual(
      found?.map(({ chunk }) => chunk),
      expected?.map(({ chunk }) => chunk),
    );
    const lower = (expected?.[0]?.score ?? 0) - (found?.[0]?.score ?? 0);
    found?.forEach(({ score }, at) =>
      assert.ok(Math.abs((expected?.[at]?.score ?? 0) - score - lower) < 0.2, 'all of them by as much'),
    );
  });

  it('are compared by a quarter of what one of them has above the other as a whole', () => {
    const vectors = new Vectors(dims);
    for (let chunk = 0; chunk < 300; chunk++) vectors.student.set(chunk, near(6));
    for (let chunk = 300; chunk < 600; chunk++) vectors.staticStudent.set(chunk, randomVector(random));
    const same = near(2);
    vectors.student.set(600, same);
    vectors.staticStudent.set(601, same);
    const found = vectors.search(both, 2, null);
    assert.deepEqual(
      found.map(({ chunk }) => chunk),
      [601, 600],
    );
    const [one, other] = [vectors.student.spread(query), vectors.staticStudent.spread(query)];
    const apart = one.mean - other.mean;
    const { deviation } = together(one, other);
    const [first, second] = found.map(({ score }) => score);
    assert.ok(apart > 0.1, 'the first are nearer as a whole');
    assert.ok(Math.abs((first ?? 0) - (second ?? 0) - (0.25 * apart) / deviation) < 0.01);
  });

  it('keep to a filter, in both', () => {
    const vectors = new Vectors(dims);
    for (let chunk = 0; chunk < 100; chunk++) vectors.staticStudent.set(chunk, near(6));
    for (let chunk = 100; chunk < 200; chunk++) vectors.student.set(chunk, near(6));
    const found = vectors.search(both, 10, new Set([7, 170])).map(({ chunk }) => chunk);
    assert.deepEqual(found.sort(), [170, 7]);
  });

  it('give the nearest of one alone where there is one', () => {
    const vectors = new Vectors(dims);
    assert.deepEqual(vectors.search(both, 10, null), []);
    vectors.staticStudent.set(1, near(2));
    vectors.staticStudent.set(2, near(20));
    assert.deepEqual(
      vectors.search({ ...both, student: null }, 10, null).map(({ chunk }) => chunk),
      [1, 2],
    );
  });
});
