import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEncoders } from '../../src/engine/embed/encoders.ts';
import { clearAllIndexes, clearIndex, type Engine } from '../../src/engine/engine.ts';
import type { Encoders } from '../../src/engine/types.ts';
import {
  assets,
  createHashEncoders,
  createPlace,
  indexFolderOf,
  open,
  rejects,
  pathsFound,
  request,
  update,
  type Place,
} from './index/support.ts';

const files = {
  'src/retry.ts':
    'export async function retry(task) {\n  // waits longer after every failure\n  await backOff();\n}\n',
  'src/paint.py': 'def paint_circle(canvas):\n    canvas.arc(0, 0, 5)\n',
  'docs/guide.md': '# Guide\n\nHow to install the program on a new machine.\n',
  'test/retry.test.ts': 'it("retries", () => retry(failing));\n',
};

describe('The engine', () => {
  let place: Place;
  const engines: Engine[] = [];
  const opened = async (...args: Parameters<typeof open>): Promise<Engine> => {
    const engine = await open(...args);
    engines.push(engine);
    return engine;
  };
  beforeEach(() => (place = createPlace(files)));
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    place.dispose();
  });

  describe('with the real models', () => {
    let encoders: Encoders;
    before(async () => {
      encoders = await openEncoders({
        assets,
        device: 'cpu',
        threads: 1,
        environment: {},
        log: () => undefined,
      });
    });
    after(() => encoders.close());

    it('finds code by meaning, at once with static vectors and then with the Transformer’s', async () => {
      const engine = await opened(place, { encoders });
      const first = await update(engine, { until: 'static' });
      assert.equal(first.chunks, first.embedded);
      assert.equal((await pathsFound(engine, 'draw a round shape', { mode: 'dense' }))[0], 'src/paint.py');
      const second = await update(engine);
      assert.equal(second.embedded, second.chunks);
      assert.equal(
        (await pathsFound(engine, 'setting up the software', { mode: 'dense' }))[0],
        'docs/guide.md',
      );
      const third = await update(engine);
      assert.deepEqual([third.embedded, third.reused], [0, third.chunks]);
    });
  });

  it('gives exactly the lines of the file, best first', async () => {
    const engine = await opened(place);
    await update(engine);
    const { hits, ms } = await engine.search(request('paint circle'));
    assert.deepEqual(
      { ...hits[0], score: 0 },
      {
        path: 'src/paint.py',
        startLine: 1,
        endLine: 2,
        score: 0,
        kind: 'code',
        language: 'python',
        symbol: 'paint_circle',
        text: 'def paint_circle(canvas):\n    canvas.arc(0, 0, 5)',
      },
    );
    assert.ok(ms >= 0);
    const scores = hits.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
  });

  it('reads and embeds only what has changed', async () => {
    const encoders = createHashEncoders();
    const engine = await opened(place, { encoders });
    await update(engine);
    encoders.transformer.embedded.length = 0;
    place.write({ 'src/paint.py': 'def paint_square(canvas):\n    canvas.rect(0, 0, 5, 5)\n' });
    const summary = await update(engine);
    assert.deepEqual([summary.embedded, summary.reused], [1, summary.chunks - 1]);
    assert.equal(encoders.transformer.embedded.length, 1);
    assert.deepEqual(await pathsFound(engine, 'square', { mode: 'lexical' }), ['src/paint.py']);
    assert.deepEqual(await pathsFound(engine, 'circle', { mode: 'lexical' }), []);
  });

  it('embeds nothing when what was there comes back', async () => {
    const encoders = createHashEncoders();
    const engine = await opened(place, { encoders });
    await update(engine);
    place.remove('src');
    await update(engine);
    assert.deepEqual(await pathsFound(engine, 'circle', { mode: 'lexical' }), []);
    place.write(files);
    assert.equal((await update(engine)).embedded, 0);
    assert.deepEqual(await pathsFound(engine, 'circle', { mode: 'lexical' }), ['src/paint.py']);
  });

  it('looks only at the paths it is told of', async () => {
    const engine = await opened(place);
    await update(engine);
    place.write({ 'src/new.ts': 'const zebra = 1;\n', 'docs/other.md': 'Unheard of.\n' });
    place.remove('src/paint.py');
    await update(engine, { only: ['src/new.ts', 'src/paint.py'] });
    assert.deepEqual(await pathsFound(engine, 'zebra', { mode: 'lexical' }), ['src/new.ts']);
    assert.deepEqual(await pathsFound(engine, 'unheard', { mode: 'lexical' }), []);
    assert.deepEqual(await pathsFound(engine, 'circle', { mode: 'lexical' }), []);
    assert.equal((await engine.status()).pending, 1);
  });

  it('filters before it chooses', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`many/f${at}.py`, `def retry_${at}():\n    retry()\n`]),
    );
    place.write(many);
    const engine = await opened(place);
    await update(engine);
    assert.deepEqual(await pathsFound(engine, 'retry path:docs/*'), ['docs/guide.md']);
    assert.deepEqual(await pathsFound(engine, 'retry', { kinds: ['docs'] }), ['docs/guide.md']);
    assert.deepEqual(
      await pathsFound(engine, 'retry kind:docs', { kinds: ['code'] }),
      [],
      'a text widens no option',
    );
    const typescript = await pathsFound(engine, 'retry lang:typescript');
    assert.deepEqual(typescript.sort(), ['src/retry.ts', 'test/retry.test.ts']);
    assert.deepEqual(await pathsFound(engine, 'symbol:retry_7'), ['many/f7.py']);
    assert.deepEqual(await pathsFound(engine, '"longer after every"'), ['src/retry.ts']);
    assert.ok(!(await pathsFound(engine, 'retry lang:typescript -failing')).includes('test/retry.test.ts'));
  });

  it('shows lines where they are now, and none that are gone', async () => {
    const engine = await opened(place);
    await update(engine);
    place.write({ 'src/retry.ts': `// one line\n// and another\n${files['src/retry.ts']}` });
    const moved = await engine.search(request('retry', { paths: ['src/retry.ts'] }));
    assert.deepEqual([moved.hits[0]?.startLine, moved.hits[0]?.text], [3, files['src/retry.ts'].trimEnd()]);
    place.write({ 'src/retry.ts': '// all else\n' });
    assert.deepEqual((await engine.search(request('retry', { paths: ['src/retry.ts'] }))).hits, []);
    place.remove('src/retry.ts');
    assert.deepEqual((await engine.search(request('retry', { paths: ['src/retry.ts'] }))).hits, []);
  });

  it('skips what it can not read, says why, and indexes the rest', async () => {
    place.write({ 'blob.ts': '\0\0\0', 'large.ts': 'x'.repeat(2_000_000) });
    const engine = await opened(place);
    const expected = [
      { path: 'blob.ts', reason: 'binary' },
      { path: 'large.ts', reason: 'larger than 1 MiB' },
    ];
    const { skipped, files: read } = await update(engine);
    assert.deepEqual([skipped, read], [expected, 4]);
    assert.deepEqual((await update(engine)).skipped, expected);
    assert.equal((await engine.status()).fresh, true);
  });

  it('indexes an empty folder, and finds nothing in it', async () => {
    for (const path of ['src', 'docs', 'test']) place.remove(path);
    const engine = await opened(place);
    const { chunks, embedded, reused } = await update(engine);
    assert.deepEqual([chunks, embedded, reused], [0, 0, 0]);
    assert.deepEqual(await pathsFound(engine, 'anything'), []);
    assert.equal((await engine.status()).fresh, true);
  });

  it('answers a query of 100,000 characters', async () => {
    const engine = await opened(place);
    await update(engine);
    const pasted = `circle ${'-word "a b" '.repeat(9_000)}${Array.from({ length: 900 }, (_, k) => `"k${k}":"v${k}" -w${k}`).join(' ')}`;
    assert.deepEqual(await pathsFound(engine, pasted), []);
    const long = `circle ${'word salad '.repeat(10_000)}`;
    assert.ok((await pathsFound(engine, long)).includes('src/paint.py'));
    assert.equal((await pathsFound(engine, 'x'.repeat(100_000))).length, 4);
  });

  it('tells its state', async () => {
    const engine = await opened(place);
    const before = await engine.status();
    assert.deepEqual([before.pending, before.lastCommit, before.fresh], [4, null, false]);
    await update(engine, { until: 'static' });
    assert.deepEqual([(await engine.status()).pending, (await engine.status()).files], [4, 4]);
    await update(engine);
    const after = await engine.status();
    assert.deepEqual([after.pending, after.fresh, after.chunks], [0, true, 4]);
    assert.ok(!Number.isNaN(Date.parse(after.lastCommit ?? '')));
    await update(engine);
    assert.equal(
      (await engine.status()).lastCommit,
      after.lastCommit,
      'a run that changes nothing commits nothing',
    );
  });

  it('searches while it indexes', async () => {
    const engine = await opened(place);
    const run = engine.index();
    let searched = 0;
    for (let step = await run.next(); step.done !== true; step = await run.next()) {
      if (step.value.type !== 'embedding') continue;
      assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
      searched++;
    }
    assert.ok(searched > 0);
  });

  it('keeps what it had when it is stopped, and goes on from there', async () => {
    const engine = await opened(place);
    const controller = new AbortController();
    const run = engine.index({ signal: controller.signal });
    const stopped = (async () => {
      for (let step = await run.next(); step.done !== true; step = await run.next()) {
        if (step.value.type === 'embedding') controller.abort();
      }
    })();
    await rejects(stopped, 'aborted');
    assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
    await update(engine);
    assert.equal((await engine.status()).fresh, true);
  });

  it('keeps its files to the user alone', async () => {
    const engine = await opened(place);
    await update(engine);
    const folder = indexFolderOf(engine, place);
    assert.equal(statSync(folder).mode & 0o077, 0);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  });

  it('clears what it made and nothing else', async () => {
    const engine = await opened(place);
    await update(engine);
    const folder = indexFolderOf(engine, place);
    writeFileSync(join(folder, 'note.txt'), 'mine');
    await engine.close();
    await clearIndex(place);
    assert.deepEqual(readdirSync(folder), ['note.txt']);
    await clearAllIndexes(place.storage);
    assert.deepEqual(readdirSync(folder), ['note.txt']);
  });

  it('says what is wrong with a folder', async () => {
    await rejects(open({ ...place, root: join(place.root, 'none') }), 'folderMissing');
    await rejects(open({ ...place, root: join(place.root, 'src/paint.py') }), 'notAFolder');
    const locked = join(place.root, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0);
    if (process.getuid?.() !== 0) await rejects(open({ ...place, root: locked }), 'folderUnreadable');
  });

  it('refuses a storage that it can not use', async () => {
    await rejects(open({ ...place, storage: join(place.root, 'index') }), 'storageUnwritable');
    symlinkSync(place.root, `${place.root}-link`);
    await rejects(open({ ...place, storage: join(`${place.root}-link`, 'index') }), 'storageUnwritable');
    await rejects(open({ ...place, storage: join(place.root, 'src/paint.py', 'x') }), 'storageUnwritable');
    const file = join(place.root, '..', 'file');
    writeFileSync(file, '');
    await rejects(open({ ...place, storage: join(file, 'x') }), 'storageUnwritable');
  });

  it('refuses what it can not search', async () => {
    const engine = await opened(place);
    await rejects(engine.search(request('circle')), 'indexMissing');
    await update(engine);
    await rejects(engine.search(request(' ')), 'queryEmpty');
    await rejects(engine.search(request('x', { k: 0 })), 'queryInvalid');
  });

  it('does nothing more once it is closed', async () => {
    const engine = await opened(place);
    const run = engine.index();
    await run.next();
    await engine.close();
    await rejects(engine.search(request('x')), 'closed');
    await rejects(run.next(), 'closed');
    await rejects(engine.status(), 'closed');
    await update(await opened(place, { lockTimeoutMs: 0 }));
  });
});
