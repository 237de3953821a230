import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from '../../src/protocol/messages.ts';
import { WorkerLife, type LifeParts, type LifeState, type LifeTiming } from '../../src/shell/workerLife.ts';

const entry = join(import.meta.dirname, 'strangeWorker.ts');

const configuration: Configuration = {
  storage: '/nowhere',
  models: '/nowhere',
  grammars: '/nowhere',
  device: 'cpu',
  threads: 0,
  priority: 'low',
  cacheBytes: 0,
  automatic: true,
  folders: [],
};

const timing: LifeTiming = { backOff: [1, 1], wellAfter: 1e9, lookEvery: 1e9, mostSilentLooks: 1 };

/** A life whose workers behave, one after the other, as `behaviours` say; the last one goes on. */
const lives: WorkerLife[] = [];

function live(behaviours: readonly string[], more: Partial<LifeParts> = {}) {
  const states: LifeState[] = [];
  const waiting: { readonly type: LifeState['type']; readonly resolve: () => void }[] = [];
  let started = 0;
  const life = new WorkerLife({
    fork: () => {
      const behaviour = behaviours[Math.min(started++, behaviours.length - 1)] ?? '';
      return fork(entry, [behaviour], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    },
    configuration: () => configuration,
    log: () => undefined,
    onChange: (state) => {
      states.push(state);
      for (const each of waiting) if (each.type === state.type) each.resolve();
    },
    onOpened: () => undefined,
    timing,
    ...more,
  });
  lives.push(life);
  const until = (type: LifeState['type']): Promise<void> =>
    new Promise((resolve) => {
      if (life.state.type === type) resolve();
      else waiting.push({ type, resolve });
    });
  return { life, states, until, started: () => started };
}

function failingFork(): ChildProcess {
  return fork(entry, [], { execPath: join(import.meta.dirname, 'no such program') });
}

function throwingFork(): ChildProcess {
  throw new Error('no memory');
}

describe('the life of the worker', () => {
  afterEach(() => {
    for (const life of lives.splice(0)) life.stop();
  });

  it('answers calls that were made before it was ready', async () => {
    const { life } = live(['well']);
    life.start();
    assert.deepEqual(await life.call('status', null), []);
  });

  it('starts it again after a crash, says so, and answers the question that was lost', async () => {
    const { life, states, started } = live(['dies when asked', 'well']);
    life.start();
    assert.deepEqual(await life.call('status', null), []);
    assert.equal(started(), 2);
    assert.ok(states.some(({ type }) => type === 'restarting'));
  });

  it('rejects what may not be done twice when it is lost on the way', async () => {
    const { life } = live(['dies when asked', 'well']);
    life.start();
    await assert.rejects(life.call('clear', { root: null }), { code: 'workerLost' });
  });

  it('gives up after too many crashes in a row, and starts anew when it is told to', async () => {
    const { life, until, started } = live(['dies at once']);
    life.start();
    await until('failed');
    assert.equal(started(), 1 + timing.backOff.length);
    await assert.rejects(life.call('status', null), { code: 'workerFailing' });
    life.start();
    await until('restarting');
    assert.equal(started(), 2 + timing.backOff.length);
  });

  it('takes a process that cannot be started for one that crashed, and looks at it no longer', async () => {
    for (const fork of [failingFork, throwingFork]) {
      const said: string[] = [];
      const { life, until } = live([], {
        fork,
        log: (_level, message) => said.push(message),
        timing: { ...timing, lookEvery: 5 },
      });
      life.start();
      await until('failed');
      await assert.rejects(life.call('status', null), { code: 'workerFailing' });
      await sleep(60);
      assert.deepEqual(
        said.filter((message) => message.includes('does not answer')),
        [],
      );
    }
  });

  it('starts none where it is stopped in the turns before', async () => {
    const { life, states, started } = live(['well']);
    life.start();
    life.stop();
    await sleep(50);
    assert.equal(started(), 0);
    assert.deepEqual(
      states.map(({ type }) => type),
      ['starting', 'stopped'],
    );
  });

  it('tells why it cannot work, without trying again', async () => {
    const { life, until, started } = live(['refuses']);
    life.start();
    const call = assert.rejects(life.call('status', null), { code: 'modelMissing' });
    await until('failed');
    await call;
    assert.deepEqual(life.state, {
      type: 'failed',
      failure: { code: 'modelMissing', message: 'There is no model.' },
    });
    assert.equal(started(), 1);
  });

  it('kills and replaces one that hangs', async () => {
    const { life, started } = live(['hangs', 'well'], {
      timing: { ...timing, backOff: [1, 1, 1, 1], lookEvery: 1_500, mostSilentLooks: 1 },
    });
    life.start();
    assert.deepEqual(await life.call('status', null), []);
    assert.ok(started() >= 2);
  });

  it('lets a caller stop waiting for one that never gets ready', async () => {
    const { life } = live(['hangs']);
    life.start();
    const controller = new AbortController();
    const call = assert.rejects(life.call('status', null, controller.signal), { code: 'aborted' });
    controller.abort();
    await call;
  });

  it('tells the worker that runs of another configuration, and what it has new', async () => {
    const told: (readonly string[] | null)[] = [];
    let folders: Configuration['folders'] = [];
    const { life, started } = live(['well'], {
      configuration: () => ({ ...configuration, folders }),
      onOpened: (roots) => told.push(roots),
    });
    life.start();
    await life.call('status', null);
    folders = [{ root: '/somewhere', exclude: [], include: [] }];
    life.configure();
    await life.call('status', null);
    assert.deepEqual(told, [null, ['/somewhere']]);
    assert.equal(started(), 1);
  });

  it('starts a worker for a configuration where none runs', async () => {
    const { life, started } = live(['well']);
    life.configure();
    await life.call('status', null);
    assert.equal(started(), 1);
  });

  it('rejects calls once it is stopped', async () => {
    const { life } = live(['well']);
    life.start();
    await life.call('status', null);
    life.stop();
    await assert.rejects(life.call('status', null), { code: 'closed' });
  });

  it('tells those that it is stopped who wait for an answer', async () => {
    const { life } = live(['answers nothing']);
    life.start();
    const early = assert.rejects(life.call('status', null), { code: 'closed' });
    await life.call('prepare', null);
    const late = assert.rejects(life.call('clear', { root: null }), { code: 'closed' });
    life.stop();
    await early;
    await late;
  });
});
