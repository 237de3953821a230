import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { clearAllIndexes, clearIndex, type Engine } from '../../../src/engine/engine.ts';
import { allLocations, cacheIn } from '../../../src/engine/index/location.ts';
import { acquireWriterLock } from '../../../src/engine/index/writerLock.ts';
import type { Encoders } from '../../../src/engine/types.ts';
import {
  assets,
  createHashEncoders,
  createPlace,
  open,
  pathsFound,
  rejects,
  update,
  type Files,
  type Place,
} from './support.ts';

const files: Files = {
  'src/retry.ts': 'export async function retry(task) {\n  await backOff();\n}\n',
  'src/paint.py': 'def paint_circle(canvas):\n    canvas.arc(0, 0, 5)\n',
  'docs/guide.md': '# Guide\n\nHow to install the program on a new machine.\n',
};

function git(root: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  execFileSync('git', ['-C', root, ...identity, ...args], { stdio: 'ignore' });
}

/** Functions in `count` files, the same for the same word. */
function functions(count: number, word: string): Files {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `lib/f${at}.py`,
      `def ${word}_${at}(value):\n    """The ${word} of number ${at}."""\n    return value + ${at}\n`,
    ]),
  );
}

describe('Folders of one storage', function () {
  this.timeout(180_000);
  const places: Place[] = [];
  const engines: Engine[] = [];
  const placed = (contents: Files): Place => {
    const place = createPlace(contents);
    places.push(place);
    return place;
  };
  /** Another folder with the storage of `place`. */
  const beside = (place: Place, contents: Files): Place => ({
    ...placed(contents),
    storage: place.storage,
  });
  const opened = async (...args: Parameters<typeof open>): Promise<Engine> => {
    const engine = await open(...args);
    engines.push(engine);
    return engine;
  };
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    for (const place of places.splice(0)) place.dispose();
  });
  /** Vectors that are shared, by encoder. */
  const countShared = (place: Place): number => {
    if (!existsSync(cacheIn(place.storage))) return 0;
    const database = new DatabaseSync(cacheIn(place.storage), { readOnly: true });
    try {
      return Number(database.prepare('SELECT count(*) AS count FROM vectors').get()?.['count']);
    } finally {
      database.close();
    }
  };

  it('embed a text once', async () => {
    const first = placed(files);
    const { embedded, chunks } = await update(await opened(first));
    assert.equal(embedded, chunks);
    const encoders = createHashEncoders();
    const second = await opened(beside(first, { ...files, 'new.ts': 'const fresh = 1;\n' }), { encoders });
    const summary = await update(second);
    assert.deepEqual([summary.embedded, summary.reused, summary.chunks], [1, chunks, chunks + 1]);
    assert.equal(encoders.transformer.embedded.length, 1);
    assert.equal((await pathsFound(second, 'circle'))[0], 'src/paint.py');
  });

  it('have the best vectors at once where another has made them', async () => {
    const first = placed(files);
    await update(await opened(first));
    const encoders = {
      ...createHashEncoders(),
      student: () => Promise.reject(new Error('It is not needed.')),
    };
    const second = await opened(beside(first, files), { encoders });
    assert.equal((await update(second, { until: 'static' })).embedded, 0);
    assert.equal((await second.status()).pending, 0);
  });

  it('have the vectors of another that come while they embed themselves', async () => {
    const first = placed(files);
    const second = beside(first, files);
    const encoders = createHashEncoders();
    const late = await opened(second, { encoders });
    await update(late, { until: 'static' });
    await update(await opened(first));
    assert.equal((await update(late)).embedded, 0);
    assert.deepEqual(encoders.transformer.embedded, []);
  });

  it('share nothing where they are told to', async () => {
    const first = placed(files);
    await update(await opened(first, { cacheBytes: 0 }));
    assert.ok(!existsSync(cacheIn(first.storage)));
    const { embedded, chunks } = await update(await opened(beside(first, files), { cacheBytes: 0 }));
    assert.equal(embedded, chunks);
  });

  for (const [what, damage] of [
    ['gone', (path: string) => rmSync(path)],
    ['nonsense', (path: string) => writeFileSync(path, 'nonsense '.repeat(9_999))],
  ] as const) {
    it(`are indexed all the same when what they share is ${what}`, async () => {
      const first = placed(files);
      await update(await opened(first));
      damage(cacheIn(first.storage));
      const told: string[] = [];
      const engine = await opened(beside(first, files), { log: (level) => told.push(level) });
      const { embedded, chunks } = await update(engine);
      assert.equal(embedded, chunks);
      assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
      assert.ok(!told.includes('error'));
    });
  }

  it('keep sharing what others use when one of them is cleared', async () => {
    const first = placed(files);
    const own = { 'own.ts': 'export function mine() {}\n' };
    const second = beside(first, { 'docs/guide.md': files['docs/guide.md'] ?? '', ...own });
    await update(await opened(first));
    await update(await opened(second));
    assert.equal(countShared(first), 4);
    await clearIndex(second);
    assert.equal(countShared(first), 3, 'of three texts');
    await clearIndex(first);
    assert.equal(countShared(first), 0);
  });

  it('leave nothing shared when all of them are cleared', async () => {
    const first = placed(files);
    await update(await opened(first));
    await update(await opened(beside(first, files)));
    await clearAllIndexes(first.storage);
    for (const suffix of ['', '-wal', '-shm']) assert.ok(!existsSync(cacheIn(first.storage) + suffix));
  });

  it('stay where one of the folders is being written, which keeps no other from being cleared', async () => {
    const first = placed(files);
    await update(await opened(first));
    for (let count = 0; count < 2; count++) await update(await opened(beside(first, files)));
    // The one that is come to first.
    const [written, ...others] = allLocations(first.storage);
    assert.ok(written !== undefined && others.length === 2);
    const lock = await acquireWriterLock(written, 0);
    await rejects(clearAllIndexes(first.storage), 'indexLocked');
    assert.deepEqual(
      allLocations(first.storage).map(({ folder }) => folder),
      [written.folder],
    );
    assert.equal(countShared(first), 3);
    lock.release();
    await clearAllIndexes(first.storage);
    assert.ok(!existsSync(cacheIn(first.storage)));
  });

  it('can be cleared by the engine that has them open, and indexed again', async () => {
    const place = placed(files);
    const engine = await opened(place);
    await update(engine);
    assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
    await engine.clear();
    assert.deepEqual([(await engine.status()).files, countShared(place)], [0, 0]);
    await update(engine);
    assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
  });

  describe('with git and the real static student', () => {
    let encoders: Encoders;
    before(async () => {
      const log = (): void => undefined;
      encoders = await openEncoders({ assets, device: 'cpu', threads: 1, environment: {}, log });
    });
    after(() => encoders.close());
    const branches = (place: Place, count: number): void => {
      git(place.root, 'init', '-q', '-b', 'one');
      place.write(functions(count, 'parse'));
      git(place.root, 'add', '-A');
      git(place.root, 'commit', '-q', '-m', 'one');
      git(place.root, 'checkout', '-q', '-b', 'two');
      place.write(functions(count, 'render'));
      git(place.root, 'commit', '-q', '-a', '-m', 'two');
      git(place.root, 'checkout', '-q', 'one');
    };

    it('embed nothing when a branch comes back that was there before', async () => {
      const place = placed({});
      branches(place, 150);
      const engine = await opened(place, { encoders });
      await update(engine, { until: 'static' });
      git(place.root, 'checkout', '-q', 'two');
      assert.equal((await update(engine, { until: 'static' })).embedded, 150);
      for (const branch of ['one', 'two', 'one']) {
        git(place.root, 'checkout', '-q', branch);
        assert.ok((await engine.status()).pending >= 150);
        const { embedded, reused, chunks } = await update(engine, { until: 'static' });
        assert.deepEqual([embedded, reused], [0, chunks], branch);
      }
      assert.deepEqual(await pathsFound(engine, 'parse_7', { mode: 'lexical', k: 1 }), ['lib/f7.py']);
    });

    it('embed nothing in another working tree, with the Transformer neither', async () => {
      const place = placed({});
      branches(place, 6);
      await update(await opened(place, { encoders }));
      const tree = { ...place, root: join(place.root, '..', 'tree') };
      git(place.root, 'worktree', 'add', '-q', '-b', 'three', tree.root);
      const engine = await opened(tree, { encoders });
      const { embedded, reused, chunks } = await update(engine);
      assert.deepEqual([embedded, reused, chunks], [0, 6, 6]);
      assert.equal((await engine.status()).fresh, true);
    });
  });
});
