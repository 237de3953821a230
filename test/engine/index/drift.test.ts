import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../../../src/engine/engine.ts';
import { createPlace, open, request, update, type Place } from './support.ts';

describe('A folder that moves on', () => {
  let place: Place;
  let engine: Engine;
  beforeEach(async () => {
    place = createPlace({ 'a.ts': 'const a = 1;\n', 'b.ts': 'const b = 2;\n', 'c.ts': 'const c = 3;\n' });
    engine = await open(place);
  });
  afterEach(async () => {
    await engine.close();
    place.dispose();
  });
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
    execFileSync('git', ['-C', place.root, ...identity, ...args], { stdio: 'ignore' });
  };
  const setTime = (path: string, seconds: number): void =>
    utimesSync(join(place.root, path), seconds, seconds);

  it('is told by its changed and removed files, all or those named', async () => {
    assert.deepEqual(engine.changed(null), [], 'there is no index');
    await update(engine);
    assert.deepEqual(engine.changed(null), []);
    place.write({ 'a.ts': 'const other = 1;\n' });
    place.remove('b.ts');
    assert.deepEqual([...engine.changed(null)].sort(), ['a.ts', 'b.ts']);
    assert.deepEqual(engine.changed(['b.ts', 'c.ts', 'unknown.ts']), ['b.ts']);
    await update(engine, { only: ['a.ts', 'b.ts'] });
    assert.deepEqual(engine.changed(null), []);
  });

  it('is told by its changed files also where one cannot be reached', async () => {
    place.write({ 'far/away.ts': 'const far = 1;\n' });
    await update(engine);
    place.write({ 'a.ts': 'const other = 1;\n' });
    place.remove('far');
    symlinkSync('far', join(place.root, 'far'));
    assert.deepEqual([...engine.changed(null)].sort(), ['a.ts', 'far/away.ts']);
    await update(engine, { only: engine.changed(null) });
    assert.deepEqual(engine.changed(null), []);
  });

  it('is told by what git has checked out, not by what is staged', () => {
    assert.equal(engine.checkedOut(), null);
    git('init', '-q', '-b', 'one');
    git('add', '-A');
    git('commit', '-q', '-m', 'one');
    const first = engine.checkedOut();
    place.write({ 'a.ts': 'const other = 1;\n' });
    git('add', '-A');
    assert.equal(engine.checkedOut(), first);
    git('stash');
    const stashed = engine.checkedOut();
    assert.notEqual(stashed, first);
    git('checkout', '-q', '-b', 'two');
    assert.notEqual(engine.checkedOut(), stashed);
    writeFileSync(join(place.root, '.git', 'index.lock'), '');
    assert.equal(engine.checkedOut(), null);
  });

  it('is fresh when only the times of its files are new', async () => {
    await update(engine);
    setTime('a.ts', 1_000_000_000);
    const { pending, fresh } = await engine.status();
    assert.deepEqual([pending, fresh], [0, true]);
  });

  it('is not fresh when a file has other bytes and all the same size and time', async () => {
    setTime('a.ts', 1_000_000_000);
    await wait(50);
    await update(engine);
    assert.deepEqual(engine.changed(null), []);
    place.write({ 'a.ts': 'const a = 9;\n' });
    setTime('a.ts', 1_000_000_000);
    assert.deepEqual(engine.changed(null), ['a.ts']);
    assert.equal((await engine.status()).pending, 1);
    await wait(50);
    await update(engine);
    assert.equal((await engine.status()).fresh, true);
    assert.deepEqual(engine.changed(null), []);
    const { hits } = await engine.search(request('a', { mode: 'lexical' }));
    assert.equal(hits.find(({ path }) => path === 'a.ts')?.text, 'const a = 9;');
  });

  it('is not fresh when bytes have changed within one tick of the clock, where size and time are the same', async () => {
    const soon = Date.now() / 1_000 + 3_600;
    setTime('a.ts', soon);
    await update(engine);
    place.write({ 'a.ts': 'const a = 9;\n' });
    setTime('a.ts', soon);
    const { pending, fresh } = await engine.status();
    assert.deepEqual([pending, fresh], [1, false]);
    await update(engine);
    assert.equal((await engine.status()).fresh, true);
  });
});
