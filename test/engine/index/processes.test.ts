import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clearIndex, type Engine } from '../../../src/engine/engine.ts';
import { locate, type Location } from '../../../src/engine/index/location.ts';
import { acquireWriterLock, type WriterLock } from '../../../src/engine/index/writerLock.ts';
import { createPlace, open, pathsFound, rejects, update, type Place } from './support.ts';

function child(script: string, ...args: readonly string[]): string {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    encoding: 'utf8',
  });
}

describe('Processes with one folder', function () {
  this.timeout(120_000);
  let place: Place;
  let location: Location;
  let engine: Engine | null = null;
  const locks: WriterLock[] = [];
  beforeEach(() => {
    place = createPlace({ 'a.py': 'def paint_circle():\n    pass\n' });
    location = locate(place.storage, place.root);
  });
  afterEach(async () => {
    for (const lock of locks.splice(0)) lock.release();
    await engine?.close();
    engine = null;
    place.dispose();
  });
  const seenByAnother = (query: string): unknown =>
    JSON.parse(child('./searchChild.ts', place.root, place.storage, query));

  it('are kept from writing while one of them does, even when that one asks again', async () => {
    locks.push(await acquireWriterLock(location, 0));
    assert.equal(child('./lockChild.ts', place.root, place.storage), 'locked');
    await rejects(acquireWriterLock(location, 0), 'indexLocked');
    assert.equal(child('./lockChild.ts', place.root, place.storage), 'locked');
    locks.pop()?.release();
    assert.equal(child('./lockChild.ts', place.root, place.storage), 'free');
  });

  it('see every commit of the one that writes, whoever comes and goes', async () => {
    engine = await open(place);
    await update(engine);
    for (const [at, shape] of ['square', 'triangle', 'hexagon'].entries()) {
      // Its reading side stays open while it writes.
      assert.ok((await pathsFound(engine, 'circle')).includes('a.py'));
      const path = `shape${at}.py`;
      place.write({ [path]: `def paint_${shape}():\n    pass\n` });
      await update(engine);
      assert.deepEqual(seenByAnother(shape), [path]);
      assert.deepEqual(await pathsFound(engine, shape, { mode: 'lexical' }), [path]);
    }
    assert.equal((await engine.status()).fresh, true);
  });

  it('wait where another clears the index at the same moment', async () => {
    engine = await open(place);
    const script = fileURLToPath(new URL('./clearChild.ts', import.meta.url));
    const node = ['--disable-warning=ExperimentalWarning', script];
    const clearing = spawn(process.execPath, [...node, place.root, place.storage, '4']);
    const ended = once(clearing, 'exit');
    let runs = 0;
    while (clearing.exitCode === null) {
      assert.equal((await update(engine)).files, 1);
      runs++;
    }
    await ended;
    assert.ok(runs > 1);
  });

  it('are not given a lock that was cleared away', async () => {
    engine = await open(place);
    await update(engine);
    await clearIndex(place);
    assert.ok(!existsSync(location.folder));
    locks.push(await acquireWriterLock(location, 0));
    assert.ok(existsSync(location.lock), 'the lock that is held is the one that others find');
    await rejects(clearIndex(place), 'indexLocked');
    assert.ok(existsSync(location.lock), 'clearing leaves the lock of who writes');
    assert.equal(child('./lockChild.ts', place.root, place.storage), 'locked');
  });
});
