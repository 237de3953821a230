import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../src/engine/errors.ts';
import { embedding, settle, setUp } from './drivenQueue.ts';

describe('the index queue', () => {
  it('runs one folder at a time, the others wait for their turn', async () => {
    const { queue, runs, run, activity } = setUp('/a', '/b');
    const [a, b] = [queue.request({ root: '/a', only: null }), queue.request({ root: '/b', only: null })];
    await settle();
    assert.deepEqual([runs('/a').length, runs('/b').length], [1, 0]);
    assert.deepEqual(activity('/b'), { type: 'waiting', for: 'turn' });
    await run('/a', 0).end();
    await a;
    await run('/b', 0).end();
    await b;
    assert.deepEqual(activity('/a'), { type: 'idle' });
  });

  it('logs how much a run has encoded', async () => {
    const { queue, run, logged } = setUp('/a');
    const done = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).end();
    await done;
    assert.deepEqual(logged, ['debug: Indexed: 3 files, 7 chunks encoded, 0 reused.']);
  });

  it('tells that files were read as soon as they can be found, and only then', async () => {
    const { queue, run, generation } = setUp('/a');
    const first = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).end();
    await first;
    const before = generation('/a');

    const idle = queue.request({ root: '/a', only: ['same.ts'] });
    await settle();
    await run('/a', 1).step({ type: 'reading', done: 0, total: 0 });
    await run('/a', 1).end();
    await idle;
    assert.equal(generation('/a'), before);

    const change = queue.request({ root: '/a', only: ['new.ts'] });
    await settle();
    await run('/a', 2).step({ type: 'reading', done: 1, total: 1 });
    assert.equal(generation('/a'), before);
    await run('/a', 2).step(embedding);
    assert.equal(generation('/a'), before + 1);
    await run('/a', 2).end();
    await change;
    assert.equal(generation('/a'), before + 1);
  });

  it('gathers what is asked for during a run into one more', async () => {
    const { queue, runs, run } = setUp('/a');
    const first = queue.request({ root: '/a', only: ['x'] });
    await settle();
    const others = [
      queue.request({ root: '/a', only: ['y'] }),
      queue.request({ root: '/a', only: ['z', 'y'] }),
    ];
    await run('/a', 0).end();
    await first;
    assert.equal(runs('/a').length, 2);
    assert.deepEqual(run('/a', 1).options.only, ['y', 'z']);
    await run('/a', 1).end();
    await Promise.all(others);
  });

  it('makes changes searchable before it goes on encoding the rest', async () => {
    const { queue, run } = setUp('/a');
    const whole = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).step(embedding);
    const change = queue.request({ root: '/a', only: ['new.ts'] });
    await settle();
    assert.equal(run('/a', 0).options.signal?.aborted, true);
    assert.deepEqual([run('/a', 1).options.only, run('/a', 1).options.until], [['new.ts'], 'static']);
    await run('/a', 1).end();
    assert.equal(run('/a', 2).options.only, undefined);
    await run('/a', 2).end();
    await Promise.all([whole, change]);
  });

  it('does not stop a run that is still reading for a change', async () => {
    const { queue, run } = setUp('/a');
    void queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).step({ type: 'reading', done: 1, total: 5 });
    void queue.request({ root: '/a', only: ['new.ts'] });
    await settle();
    assert.equal(run('/a', 0).options.signal?.aborted, false);
  });

  it('stops when it is paused, and takes up the same work when it is resumed', async () => {
    const { queue, runs, run } = setUp('/a');
    const wanted = queue.request({ root: '/a', only: ['x'] });
    await settle();
    queue.pause();
    await settle();
    assert.equal(run('/a', 0).options.signal?.aborted, true);
    assert.equal(runs('/a').length, 1);
    queue.resume();
    await settle();
    assert.deepEqual(run('/a', 1).options.only, ['x']);
    await run('/a', 1).end();
    await wanted;
  });

  it('tells a failure, rejects who waits, and goes on with the next folder', async () => {
    const { queue, run, runs, activity } = setUp('/a', '/b');
    const wanted = queue.request({ root: '/a', only: null });
    void queue.request({ root: '/b', only: null });
    const rejected = assert.rejects(wanted, { code: 'storageUnwritable' });
    await settle();
    await run('/a', 0).fail(new EngineError('storageUnwritable', 'The disk is full.'));
    await rejected;
    assert.deepEqual(activity('/a'), {
      type: 'failed',
      failure: { code: 'storageUnwritable', message: 'The disk is full.' },
    });
    assert.equal(runs('/b').length, 1);
  });

  it('waits while another process writes, without a failure', async () => {
    const { queue, run, activity } = setUp('/a');
    void queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).fail(new EngineError('indexLocked', 'Another process uses this index.'));
    assert.deepEqual(activity('/a'), { type: 'waiting', for: 'otherProcess' });
  });

  it('tries a folder that another process writes again: soon, then ever later, and soon again when it was free', async () => {
    const { queue, runs, run } = setUp('/a');
    const wanted = queue.request({ root: '/a', only: null });
    await settle();
    const pauses: number[] = [];
    for (let at = 0; at < 4; at++) {
      await run('/a', at).fail(new EngineError('indexLocked', 'Another process uses this index.'));
      const from = performance.now();
      while (runs('/a').length === at + 1) await sleep(1);
      pauses.push(performance.now() - from);
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = pauses;
    // Node's timers may fire a millisecond early, and as late as the machine is busy.
    assert.ok(first >= 19 && second >= 39 && third >= 79 && fourth >= 79, pauses.join());
    await run('/a', 4).end();
    await wanted;
    void queue.request({ root: '/a', only: ['x'] });
    await settle();
    let hasComeBack = false;
    await run('/a', 5).fail(new EngineError('indexLocked', 'Another process uses this index.'));
    // A timer of 60 ms that begins later than one of 20 ms ends after it, however busy the machine is.
    setTimeout(() => (hasComeBack = runs('/a').length === 7), 60);
    await sleep(61);
    await settle();
    assert.ok(hasComeBack);
  });

  it('tells what is indexed once it can be searched, and what a run that was stopped has made of it', async () => {
    const { queue, run, counts, nowHolds } = setUp('/a');
    void queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).step({ type: 'reading', done: 2, total: 3 });
    assert.equal(counts('/a'), null);
    nowHolds('/a', { files: 3, chunks: 5 });
    await run('/a', 0).step(embedding);
    assert.deepEqual(counts('/a'), { files: 3, chunks: 5, skipped: 0 });
    nowHolds('/a', { files: 3, chunks: 6 });
    queue.pause();
    await settle();
    assert.deepEqual(counts('/a'), { files: 3, chunks: 6, skipped: 0 });
  });

  it('reads near the files that were open in the folder, after a pause too', async () => {
    const { queue, run } = setUp('/a');
    const near = [
      { root: '/a', path: 'lib/open.ts' },
      { root: '/b', path: 'other.ts' },
    ];
    const wanted = queue.request({ root: '/a', only: null, near });
    await settle();
    queue.pause();
    await settle();
    queue.resume();
    await settle();
    for (const at of [0, 1]) assert.deepEqual(run('/a', at).options.near, ['lib/open.ts']);
    await run('/a', 1).end();
    await wanted;
  });

  it('forgets a folder that is stopped', async () => {
    const { queue, run, runs } = setUp('/a');
    const wanted = queue.request({ root: '/a', only: null });
    const rejected = assert.rejects(wanted, { code: 'aborted' });
    await settle();
    await queue.stop('/a');
    await rejected;
    assert.equal(run('/a', 0).options.signal?.aborted, true);
    assert.equal(runs('/a').length, 1);
  });

  it('takes no step while a search holds the gate', async () => {
    const { queue, gate, run, activity } = setUp('/a');
    void queue.request({ root: '/a', only: null });
    await settle();
    let release: () => void = () => undefined;
    const search = gate.hold(() => new Promise<void>((resolve) => (release = resolve)));
    await run('/a', 0).step(embedding);
    await run('/a', 0).step({ ...embedding, done: 2 });
    assert.deepEqual(activity('/a'), { type: 'indexing', progress: embedding });
    release();
    await search;
    await settle();
    assert.deepEqual(activity('/a'), { type: 'indexing', progress: { ...embedding, done: 2 } });
  });

  it('does not come back to a folder that was stopped while another process was in the way', async () => {
    const { queue, runs, run } = setUp('/a');
    const asked = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).fail(new EngineError('indexLocked', 'Another process uses this index.'));
    await queue.stop('/a');
    await assert.rejects(asked, { code: 'aborted' });
    await sleep(60);
    assert.equal(runs('/a').length, 1);
    const again = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 1).end();
    await again;
  });

  it('leaves a folder that is being stopped alone, though it is paused or files change meanwhile', async () => {
    const { queue, runs, run } = setUp('/a');
    const asked = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', 0).step(embedding);
    const stopped = queue.stop('/a');
    queue.pause();
    queue.resume();
    await stopped;
    await assert.rejects(asked, { code: 'aborted' });
    await settle();
    assert.equal(runs('/a').length, 1);
  });

  it('does not come back to a folder of which something is asked, or that is locked, while it is stopped', async () => {
    const { queue, runs, run } = setUp('/a');
    const asked = assert.rejects(queue.request({ root: '/a', only: null }), { code: 'indexLocked' });
    await settle();
    const locked = run('/a', 0).fail(new EngineError('indexLocked', 'Another process uses this index.'));
    const stopped = queue.stop('/a');
    const meanwhile = assert.rejects(queue.request({ root: '/a', only: ['x.ts'] }), { code: 'aborted' });
    await Promise.all([stopped, locked, asked, meanwhile]);
    const before = runs('/a').length;
    await sleep(60);
    assert.equal(runs('/a').length, before);
    const again = queue.request({ root: '/a', only: null });
    await settle();
    await run('/a', before).end();
    await again;
  });
});
