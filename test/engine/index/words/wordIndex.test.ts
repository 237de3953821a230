import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openForReading } from '../../../../src/engine/index/schema.ts';
import { wordsOf } from '../../../../src/engine/index/terms.ts';
import { WordIndex } from '../../../../src/engine/index/words/wordIndex.ts';
import { searchWords, type LexicalQuery } from '../../../../src/engine/search/lexical.ts';
import { places, plainChunks, reckon, step, World, type Content } from './world.ts';

const queries: readonly Omit<LexicalQuery, 'allowed' | 'k'>[] = [
  { text: 'cache file' },
  { text: 'cache file', kind: 'docs' },
  { text: 'openFile retry zebra é', kind: 'code' },
  { text: '日本 x name' },
];

/** Terms by hand: below fifty chunks no word is everywhere, so all of a query's are looked for. */
function termsOf(query: string): string[] {
  const { parts, wholes } = wordsOf(query);
  return [...new Set([...wholes, ...parts])];
}

function compare(words: WordIndex, files: ReadonlyMap<string, Content>): void {
  const all = plainChunks(files);
  const known = places(words);
  assert.equal(
    words.read(() => words.totals.chunks),
    all.length,
  );
  for (const query of queries) {
    const expected = reckon(all, termsOf(query.text), query.kind);
    const k = 5;
    const found = searchWords(words, { ...query, allowed: null, k });
    const first = found[0];
    const whole = first === undefined ? 1 : (expected.get(known.get(first.chunk) ?? '') ?? NaN) / first.score;
    const best = [...expected.values()].sort((a, b) => b - a).slice(0, k);
    assert.equal(found.length, best.length);
    found.forEach(({ chunk, score }, at) => {
      assert.ok(Math.abs(score * whole - (best[at] ?? NaN)) < 1e-9, 'the best scores, in order');
      const own = expected.get(known.get(chunk) ?? '') ?? NaN;
      assert.ok(Math.abs(score * whole - own) < 1e-9, 'each chunk has its score');
    });
  }
}

describe('The index of words', function () {
  this.timeout(120_000);

  it('gives what plain BM25 over the same chunks gives, after any adding, removing, merging and dying', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'homing-words-'));
        const world = new World(join(folder, 'index.sqlite'));
        // Two readers in other connections: one that has followed from the beginning, one that is new.
        const follower = new WordIndex(openForReading(world.path));
        try {
          for (const each of steps) {
            await world.perform(each);
            compare(follower, world.files);
          }
          const late = new WordIndex(openForReading(world.path));
          compare(late, world.files);
          late.database.close();
        } finally {
          follower.database.close();
          world.store.database.close();
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 60 },
    );
  });

  const many = (from: number, count: number): Content[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `f${from + at}.ts`,
      kind: 'code',
      chunks: [{ symbol: `name${from + at}`, text: `common word${(from + at) % 7} unique${from + at}` }],
    }));
  const count = (world: World, sql: string): number =>
    Number(world.store.database.prepare(sql).get()?.['count']);
  const liveSegments = 'SELECT count(*) AS count FROM segments WHERE live = 1';
  const withWorld = async (work: (world: World) => Promise<void>): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'homing-words-'));
    const world = new World(join(folder, 'index.sqlite'));
    try {
      await work(world);
    } finally {
      world.store.database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  };

  it('keeps few segments, and merging changes no answer', () =>
    withWorld(async (world) => {
      for (let round = 0; round < 60; round++)
        await world.perform({ type: 'put', files: many(round * 5, 5) });
      assert.equal(count(world, liveSegments), 60);
      const before = searchWords(new WordIndex(world.store.database), {
        text: 'common unique7',
        allowed: null,
        k: 50,
      });
      await world.perform({ type: 'tidy' });
      assert.ok(count(world, liveSegments) <= 14);
      const after = searchWords(new WordIndex(world.store.database), {
        text: 'common unique7',
        allowed: null,
        k: 50,
      });
      assert.deepEqual(after, before);
      assert.equal(
        count(
          world,
          'SELECT count(*) AS count FROM postings WHERE segment NOT IN (SELECT id FROM segments WHERE live = 1)',
        ),
        0,
      );
    }));

  it('leaves nothing of removed chunks behind, and forgets that they were there', () =>
    withWorld(async (world) => {
      await world.perform({ type: 'put', files: many(0, 200) });
      await world.perform({ type: 'remove', names: many(0, 200).map((each) => each.name) });
      assert.equal(count(world, 'SELECT count(*) AS count FROM gone'), 200);
      await world.perform({ type: 'tidy' });
      for (const table of ['gone', 'segments', 'postings']) {
        assert.equal(count(world, `SELECT count(*) AS count FROM ${table}`), 0, table);
      }
    }));

  it('drops what a merging that was stopped has written', () =>
    withWorld(async (world) => {
      for (let round = 0; round < 20; round++)
        await world.perform({ type: 'put', files: many(round * 40, 40) });
      await world.perform({ type: 'die', steps: 1 });
      assert.equal(count(world, 'SELECT count(*) AS count FROM segments WHERE live = 0'), 1);
      compareTop(world);
      await world.perform({ type: 'tidy' });
      assert.equal(count(world, 'SELECT count(*) AS count FROM segments WHERE live = 0'), 0);
      compareTop(world);
    }));

  function compareTop(world: World): void {
    const words = new WordIndex(world.store.database);
    const known = places(words);
    const [first] = searchWords(words, { text: 'unique77', allowed: null, k: 3 });
    assert.equal(known.get(first?.chunk ?? -1), 'f77.ts:1');
  }

  it('finds the words that begin as typed, as one word', () =>
    withWorld(async (world) => {
      await world.perform({ type: 'put', files: many(0, 30) });
      const words = new WordIndex(world.store.database);
      const found = searchWords(words, { text: 'nothing uniq', allowed: null, k: 100, typing: true });
      assert.equal(found.length, 30);
      assert.equal(searchWords(words, { text: 'nothing uniq', allowed: null, k: 100 }).length, 0);
      return Promise.resolve();
    }));

  it('finds among the allowed alone, and as many as there are', () =>
    withWorld(async (world) => {
      await world.perform({ type: 'put', files: many(0, 40) });
      const words = new WordIndex(world.store.database);
      const ids = [...places(words).keys()];
      const allowed = new Set(ids.slice(10, 13));
      const found = searchWords(words, { text: 'common', allowed, k: 2 });
      assert.deepEqual(
        found.map(({ chunk }) => chunk),
        ids.slice(10, 12),
      );
      return Promise.resolve();
    }));
});
