import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Engine, IndexOptions } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { IndexSummary, Progress } from '../../src/engine/types.ts';
import type { Activity, Notification } from '../../src/protocol/messages.ts';
import { createGate } from '../../src/worker/gate.ts';
import { IndexQueue } from '../../src/worker/indexQueue.ts';
import { createReport } from '../../src/worker/report.ts';

const summary: IndexSummary = { files: 3, chunks: 7, embedded: 7, reused: 0, skipped: [], seconds: 1 };

/** A run that the test drives: it goes on, ends or fails when it is told to. */
interface DrivenRun {
  readonly options: IndexOptions;
  step(progress: Progress): Promise<void>;
  end(): Promise<void>;
  fail(error: Error): Promise<void>;
}

type Command = { readonly progress: Progress } | { readonly error: Error } | 'end';

function drivenEngine(root: string): { readonly engine: Engine; readonly runs: DrivenRun[] } {
  const runs: DrivenRun[] = [];
  async function* index(options: IndexOptions = {}): AsyncGenerator<Progress, IndexSummary> {
    const commands: Command[] = [];
    let wake: () => void = () => undefined;
    const tell = async (command: Command): Promise<void> => {
      commands.push(command);
      wake();
      await settle();
    };
    runs.push({
      options,
      step: (progress) => tell({ progress }),
      end: () => tell('end'),
      fail: (error) => tell({ error }),
    });
    options.signal?.addEventListener(
      'abort',
      () => void tell({ error: new EngineError('aborted', 'Stopped.') }),
    );
    for (;;) {
      while (commands.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const command = commands.shift();
      if (command === 'end' || command === undefined) return summary;
      if ('error' in command) throw command.error;
      yield command.progress;
    }
  }
  const engine: Engine = {
    root,
    index,
    search: () => Promise.reject(new Error('not here')),
    similar: () => Promise.reject(new Error('not here')),
    status: () => Promise.reject(new Error('not here')),
    changed: () => [],
    checkedOut: () => null,
    clear: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { engine, runs };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

function setUp(...roots: readonly string[]) {
  const driven = new Map(roots.map((root) => [root, drivenEngine(root)]));
  const told: Notification[] = [];
  const logged: string[] = [];
  const gate = createGate();
  const report = createReport(roots, {
    device: () => 'cpu',
    setAside: () => [],
    notify: (notification) => told.push(notification),
  });
  const engines = new Map([...driven].map(([root, { engine }]) => [root, engine]));
  const queue = new IndexQueue({
    engines,
    gate,
    report,
    log: (...line) => void logged.push(line.join(': ')),
  });
  const runs = (root: string): readonly DrivenRun[] => driven.get(root)?.runs ?? [];
  const activity = (root: string): Activity | undefined => {
    report.send();
    const last = told.at(-1);
    return last?.type === 'state'
      ? last.state.folders.find((each) => each.root === root)?.activity
      : undefined;
  };
  const generation = (root: string): number => {
    report.send();
    const last = told.at(-1);
    const folders = last?.type === 'state' ? last.state.folders : [];
    return folders.find((each) => each.root === root)?.generation ?? -1;
  };
  const run = (root: string, at: number): DrivenRun => {
    const found = runs(root)[at];
    assert.ok(found !== undefined, `${root} has no run ${at}`);
    return found;
  };
  return { queue, gate, runs, run, activity, generation, logged };
}

const embedding: Progress = { type: 'embedding', done: 1, total: 9, secondsLeft: null };

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
});
