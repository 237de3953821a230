import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { mergeHits, searchFolders, similarInFolders } from '../../src/engine/folders.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { FolderHit, LineRange } from '../../src/engine/types.ts';
import { createPlace, open, rejects, request, update, type Place } from './index/support.ts';

const filters = { paths: [], languages: [], kinds: [] };

const retry = (verb: string): string =>
  `def ${verb}_again(upload):\n    for attempt in range(3):\n        ${verb}(upload)\n`;

describe('Hits of several folders', () => {
  const hit = (root: string, path: string, score: number, startLine = 1): FolderHit => ({
    ...{ root, path, score, startLine, endLine: startLine + 4 },
    ...{ kind: 'code', language: null, symbol: null, text: '' },
  });
  const check = (lists: readonly (readonly FolderHit[])[], expected: string, k = 10): void => {
    const merged = mergeHits(lists, k).map(({ root, path }) => `${root}/${path}`);
    assert.equal(merged.join(' '), expected);
  };

  it('are one list, best first', () =>
    check([[hit('/a', 'x', 3), hit('/a', 'y', 1)], [hit('/b', 'z', 2)]], '/a/x /b/z /a/y'));
  it('keep the order of the folders where they are equal', () =>
    check([[hit('/b', 'x', 1)], [hit('/a', 'y', 1)]], '/b/x /a/y'));
  it('are as many as are wanted', () => check([[hit('/a', 'x', 3)], [hit('/b', 'y', 2)]], '/a/x', 1));
  it('come once where one folder lies in the other', () =>
    check(
      [
        [hit('/a', 'b/x', 3), hit('/a', 'b/x', 2, 50)],
        [hit('/a/b', 'x', 2.5, 3), hit('/a/b', 'x', 1, 90)],
      ],
      '/a/b/x /a/b/x /a/b/x',
    ));
  it('are the same whatever was asked before', () => {
    const hits = (root: string): fc.Arbitrary<FolderHit[]> =>
      fc
        .array(fc.tuple(fc.constantFrom('x', 'y'), fc.nat(5), fc.nat(40)))
        .map((all) => all.map(([path, score, line]) => hit(root, path, score, line + 1)));
    fc.assert(
      fc.property(hits('/a'), hits('/b'), fc.integer({ min: 1, max: 9 }), (first, second, k) => {
        const merged = mergeHits([first, second], k);
        assert.equal(merged.length, Math.min(k, first.length + second.length));
        const scores = merged.map(({ score }) => score);
        assert.deepEqual(
          scores,
          scores.toSorted((a, b) => b - a),
        );
        assert.deepEqual(mergeHits([first, second], k), merged);
      }),
    );
  });
});

describe('Several folders', () => {
  let place: Place;
  let outer: Engine;
  let inner: Engine;
  let engines: ReadonlyMap<string, Engine>;

  before(async () => {
    place = createPlace({
      'a.py': retry('send'),
      'lib/b.py': retry('push'),
      'c.md': '# Potatoes\n\nBoil them.\n',
    });
    outer = await open(place);
    inner = await open({ ...place, root: join(place.root, 'lib') });
    engines = new Map([outer, inner].map((engine) => [engine.root, engine]));
    await update(outer);
  });
  after(async () => {
    for (const engine of engines.values()) await engine.close();
    place.dispose();
  });
  const logged: string[] = [];
  const asked = (some = engines) => ({
    engines: some,
    within: null,
    signal: new AbortController().signal,
    log: (level: string, message: string) => void logged.push(`${level}: ${message}`),
  });

  it('name those that nothing is indexed of', async () => {
    const { hits, missing } = await searchFolders(asked(), request('push again'));
    assert.deepEqual(missing, [inner.root]);
    assert.ok(hits.length > 0 && hits.every(({ root }) => root === outer.root));
  });

  it('answer in one list, with each place once', async () => {
    await update(inner);
    const { hits, missing } = await searchFolders(asked(), request('push again', { k: 50 }));
    assert.deepEqual(missing, []);
    const places = hits.map(({ root, path, startLine }) => `${join(root, path)}:${startLine}`);
    assert.equal(new Set(places).size, places.length);
    assert.ok(places.some((each) => each.startsWith(join(inner.root, 'b.py'))));
    assert.ok(places.some((each) => each.startsWith(join(outer.root, 'a.py'))));
  });

  it('leave a place out in each folder that holds it', async () => {
    const lines: LineRange = { path: 'lib/b.py', startLine: 1, endLine: 3 };
    const like = { text: null, place: lines, k: 50, mode: 'hybrid', ...filters } as const;
    for (const [home, path] of [
      [outer.root, 'lib/b.py'],
      [inner.root, 'b.py'],
    ] as const) {
      const { hits } = await similarInFolders(asked(), { ...like, place: { ...lines, path } }, home);
      const files = hits.map(({ root, path: found }) => join(root, found));
      assert.ok(files.includes(join(outer.root, 'a.py')), home);
      assert.ok(!files.includes(join(inner.root, 'b.py')), home);
    }
  });

  it('answer where one of them fails, which is named, and told in the log', async () => {
    const broken = await open({ ...place, root: join(place.root, 'lib') });
    await broken.close();
    const some = new Map([broken, outer].map((engine) => [engine.root, engine]));
    const { hits, missing, failed } = await searchFolders(asked(some), request('push again'));
    assert.ok(hits.length > 0 && hits.every(({ root }) => root === outer.root));
    assert.deepEqual([missing, failed], [[], [broken.root]]);
    assert.deepEqual(logged.length, 1);
    assert.ok(logged[0]?.startsWith(`error: ${broken.root} cannot be searched: `), logged[0]);

    await rejects(searchFolders(asked(new Map([[broken.root, broken]])), request('push')), 'closed');
    await rejects(searchFolders(asked(), request(' ')), 'queryEmpty');
  });
});

describe('Places in several folders', () => {
  const files = { 'a.py': retry('send'), 'src/b.py': retry('push'), 'lib/src/c.py': retry('post') };
  let places: readonly Place[];
  let opened: readonly Engine[];
  let empty: Engine;
  let engines: ReadonlyMap<string, Engine>;

  before(async () => {
    places = [createPlace(files), createPlace(files), createPlace()];
    opened = await Promise.all(places.map((place) => open(place)));
    engines = new Map(opened.map((engine) => [engine.root, engine]));
    const [first, second, third] = opened;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    for (const engine of [first, second]) await update(engine);
    empty = third;
  });
  after(async () => {
    for (const engine of opened) await engine.close();
    for (const place of places) place.dispose();
  });

  /** `expected` and `within`: the number of the folder, and the path. */
  async function check(within: readonly [number, string][], expected: readonly string[]): Promise<void> {
    const rootOf = (at: number): string => opened[at]?.root ?? '';
    const asked = {
      engines,
      within: within.map(([at, path]) => ({ root: rootOf(at), path })),
      signal: new AbortController().signal,
      log: () => undefined,
    };
    const like = { text: retry('x'), place: null, k: 50, mode: 'hybrid', ...filters } as const;
    for (const { hits, missing } of [
      await searchFolders(asked, request('again', { k: 50 })),
      await similarInFolders(asked, like, null),
    ]) {
      assert.deepEqual(missing, within.some(([at]) => at === 2) ? [empty.root] : []);
      const found = hits.map(({ root, path }) => `${opened.findIndex((each) => each.root === root)} ${path}`);
      assert.deepEqual(found.sort(), expected);
    }
  }

  it('are each in their own', () =>
    check(
      [
        [0, 'a.py'],
        [1, 'src'],
      ],
      ['0 a.py', '1 src/b.py'],
    ));
  it('are all of one, and nothing of those that have none', () =>
    check([[1, '']], ['1 a.py', '1 lib/src/c.py', '1 src/b.py']));
  it('are asked of no other folder', async () => {
    await check([[0, 'src']], ['0 src/b.py']);
    await check(
      [
        [0, 'src'],
        [2, 'src'],
      ],
      ['0 src/b.py'],
    );
  });
  it('that are none are nowhere', () => check([], []));
});
