import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteWriter } from '../../../../src/engine/bytes.ts';
import {
  addCounts,
  decodePostings,
  encodePostings,
  packCounts,
  Postings,
  unpackCounts,
} from '../../../../src/engine/index/words/postings.ts';

interface Row {
  readonly ordinal: number;
  readonly counts: number;
}

const counts = fc
  .record({
    path: fc.oneof(fc.nat(2), fc.nat(63)),
    names: fc.oneof(fc.nat(2), fc.nat(63)),
    text: fc.oneof(fc.nat(4), fc.nat(65_535)),
  })
  .map(({ path, names, text }) => packCounts(path, names, text));

const row: fc.Arbitrary<Row> = fc.record(
  { ordinal: fc.oneof(fc.nat(300), fc.nat(50_000_000)), counts },
  { noNullPrototype: true },
);

const rows = fc
  .uniqueArray(row, {
    selector: ({ ordinal }) => ordinal,
    minLength: 1,
    maxLength: 300,
  })
  .map((all) => all.sort((a, b) => a.ordinal - b.ordinal));

function postingsOf(all: readonly Row[]): Postings {
  const postings = new Postings();
  for (const { ordinal, counts: packed } of all) postings.add(ordinal, packed);
  return postings;
}

function rowsOf({ ordinals, counts: packed, count }: Postings): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    ordinal: ordinals[at] ?? -1,
    counts: packed[at] ?? -1,
  }));
}

describe('Postings', () => {
  it('come back as they were written, whole or in parts', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 400 }), (all, most) => {
        const postings = postingsOf(all);
        const back = new Postings();
        for (let from = 0; from < all.length;) {
          const writer = new ByteWriter();
          const next = encodePostings(postings, from, writer, most);
          assert.ok(next > from);
          // One posting may reach beyond the end: ten bytes at the most.
          assert.ok(writer.length < most + 10);
          decodePostings(writer.bytes(), 0, writer.length, back);
          from = next;
        }
        assert.deepEqual(rowsOf(back), all);
      }),
    );
  });

  it('take a byte for a chunk that is near and holds the word once', () => {
    const writer = new ByteWriter();
    const near = Array.from({ length: 100 }, (_, at) => ({ ordinal: at * 16, counts: packCounts(0, 0, 1) }));
    encodePostings(postingsOf(near), 0, writer, Infinity);
    assert.equal(writer.length, 100);
  });

  it('can be sorted', () => {
    fc.assert(
      fc.property(fc.array(row), (all) => {
        const postings = postingsOf(all);
        postings.sort();
        assert.deepEqual(
          rowsOf(postings),
          [...all].sort((a, b) => a.ordinal - b.ordinal),
        );
      }),
    );
  });

  it('are read without harm where the bytes are damaged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const postings = new Postings();
        decodePostings(bytes, 0, bytes.length, postings);
        assert.ok(postings.count <= bytes.length);
      }),
    );
  });
});

describe('Packed counts', () => {
  it('come back, up to the most that is told apart', () => {
    assert.deepEqual(unpackCounts(packCounts(1, 2, 3)), { path: 1, names: 2, text: 3 });
    assert.deepEqual(unpackCounts(packCounts(100, 100, 100_000)), { path: 63, names: 63, text: 65_535 });
  });
  it('add up place by place', () => {
    assert.equal(addCounts(packCounts(1, 60, 3), packCounts(2, 5, 4)), packCounts(3, 63, 7));
  });
});
