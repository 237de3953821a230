import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { decodePostings, packCounts, Postings } from '../../../../src/engine/index/words/postings.ts';
import { createTables } from '../../../../src/engine/index/schema.ts';
import {
  compareWords,
  findInRow,
  joinParts,
  readRow,
  RowBuilder,
  type WordRow,
} from '../../../../src/engine/index/words/rows.ts';

const once = packCounts(0, 0, 1);

function listOf(ordinals: readonly number[]): Postings {
  const postings = new Postings();
  for (const ordinal of ordinals) postings.add(ordinal, once);
  return postings;
}

function rowsFor(lists: ReadonlyMap<string, readonly number[]>): WordRow[] {
  const rows: WordRow[] = [];
  const builder = new RowBuilder((row) => rows.push(row));
  for (const word of [...lists.keys()].sort(compareWords)) builder.add(word, listOf(lists.get(word) ?? []));
  builder.flush();
  return rows;
}

function ordinalsOf(part: { bytes: Uint8Array; from: number; to: number }): number[] {
  const postings = new Postings();
  decodePostings(part.bytes, part.from, part.to, postings);
  return [...postings.ordinals.subarray(0, postings.count)];
}

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'd', 'é', '日', '𠀀', '﨎'),
  minLength: 1,
  maxLength: 8,
});
const ordinals = fc
  .oneof(
    fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 6_000 }).map((count) => Array.from({ length: count }, (_, at) => at * 3)),
  )
  .map((all) => all.sort((a, b) => a - b));
const lists = fc.uniqueArray(fc.tuple(word, ordinals), { selector: ([each]) => each, maxLength: 40 });

describe('Rows of words', () => {
  it('hold every word with its list, in order', () => {
    fc.assert(
      fc.property(lists, (pairs) => {
        const expected = new Map(pairs);
        const found = new Map<string, number[]>();
        for (const row of rowsFor(expected)) {
          const entries = readRow(row);
          assert.equal(row.first, entries[0]?.word);
          for (const { word: each, part } of entries) {
            found.set(each, [...(found.get(each) ?? []), ...ordinalsOf(part)]);
            assert.deepEqual(findInRow(row, each), part);
          }
        }
        assert.deepEqual([...found.keys()], [...expected.keys()].sort(compareWords));
        for (const [each, list] of expected) assert.deepEqual(found.get(each), list);
      }),
    );
  });

  it('fill a page of the database each, and no more', () => {
    const database = new DatabaseSync(':memory:');
    createTables(database);
    const insert = database.prepare('INSERT INTO postings(segment, first, words, lists) VALUES (?, ?, ?, ?)');
    const many = Array.from({ length: 3_000 }, (_, at) => {
      const list = Array.from({ length: 1 + (at % 40 === 0 ? at : at % 40) }, (__, n) => n * (1 + (at % 90)));
      return [`word${String(at).padStart(5, '0')}${at % 3 === 0 ? 'é日' : ''}`, list] as const;
    });
    const rows = rowsFor(new Map(many));
    for (const { first, words, lists: packed } of rows) insert.run(1_000_000, first, words, packed);
    const pages = database
      .prepare(
        "SELECT pagetype, count(*) AS count, sum(unused) AS unused FROM dbstat WHERE name = 'postings' GROUP BY 1",
      )
      .all();
    const of = (type: string): Record<string, unknown> => pages.find((row) => row['pagetype'] === type) ?? {};
    assert.equal(of('overflow')['count'], undefined);
    assert.equal(of('leaf')['count'], rows.length);
    assert.ok(Number(of('leaf')['unused']) < 0.02 * 4_096 * rows.length);
    database.close();
  });

  it('hold a long list one after another', () => {
    const long = Array.from({ length: 10_000 }, (_, at) => at * 2);
    const rows = rowsFor(
      new Map([
        ['a', [1]],
        ['b', long],
        ['c', [2]],
      ]),
    );
    assert.deepEqual(
      rows.map(({ words }) => words),
      ['a b', 'b', 'b c'],
    );
    assert.deepEqual(
      rows.flatMap((row) => ordinalsOf(findInRow(row, 'b') ?? assert.fail('b is missing'))),
      long,
    );
  });

  it('tell that a word is not there', () => {
    const [row] = rowsFor(
      new Map([
        ['apple', [1]],
        ['pear', [2]],
      ]),
    );
    assert.ok(row !== undefined);
    assert.equal(findInRow(row, 'appl'), null);
  });

  it('are ordered as SQLite orders texts', () => {
    const database = new DatabaseSync(':memory:');
    const compare = database.prepare('SELECT (?1 > ?2) - (?1 < ?2) AS sign');
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(Math.sign(compareWords(a, b)), compare.get(a, b)?.['sign']);
      }),
    );
    database.close();
  });
});

describe('Lists of several words', () => {
  it('become one list, in which a chunk comes once with the sum of its counts', () => {
    const [row] = rowsFor(
      new Map([
        ['aa', [1, 5]],
        ['ab', [0, 5, 9]],
      ]),
    );
    assert.ok(row !== undefined);
    const joined = joinParts(readRow(row).map(({ part }) => part));
    const postings = new Postings();
    decodePostings(joined.bytes, joined.from, joined.to, postings);
    assert.deepEqual([...postings.ordinals.subarray(0, postings.count)], [0, 1, 5, 9]);
    assert.deepEqual([...postings.counts.subarray(0, postings.count)], [once, once, 2 * once, once]);
    assert.deepEqual([joined.chunks, joined.inText], [4, 4]);
  });
});
