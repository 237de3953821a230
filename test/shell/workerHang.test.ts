import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkerLife } from '../../src/shell/workerLife.ts';
import { workerConfiguration } from '../worker/configuration.ts';

const project = join(import.meta.dirname, '..', '..');
const entry = join(project, 'src', 'worker', 'worker.ts');

describe('a real worker that stops answering', function () {
  this.timeout(120_000);
  let scratch: string;
  let life: WorkerLife;
  let log: string[];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-hang-'));
    const root = join(scratch, 'folder');
    cpSync(join(project, 'test', 'fixtures', 'workspace', 'analytics'), root, { recursive: true });
    const configuration = workerConfiguration(join(scratch, 'storage'), [root]);
    log = [];
    life = new WorkerLife({
      fork: () => {
        const child = fork(entry, [], {
          execArgv: ['--disable-warning=ExperimentalWarning'],
          serialization: 'json',
        });
        children.push(child);
        return child;
      },
      configuration: () => configuration,
      log: (_, message) => log.push(message),
      onChange: () => undefined,
      onOpened: () => undefined,
      // Twice the time between two signs of life, and more: one that is only slow to start is let live.
      timing: { backOff: [1, 1, 1, 1, 1, 1], wellAfter: 1e9, lookEvery: 2_500, mostSilentLooks: 3 },
    });
    life.start();
  });

  afterEach(async () => {
    life.stop();
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    rmSync(scratch, { recursive: true, force: true });
  });

  const search = () =>
    life.call('search', {
      request: {
        text: 'how far apart are two places',
        k: 5,
        mode: 'hybrid',
        literal: false,
        paths: [],
        languages: [],
        kinds: [],
      },
      within: null,
    });

  it('is found by its heartbeat and replaced, and its pending calls settle', async function () {
    if (process.platform === 'win32') this.skip();
    await life.call('index', { root: null, only: null });
    const stopped = children.at(-1);
    assert.ok(stopped !== undefined);
    stopped.kill('SIGSTOP');
    const unanswered = {
      code: 'workerSilent',
      message: 'The search process did not answer and was started anew: ask again.',
    };
    const [question] = await Promise.all([
      search(),
      assert.rejects(life.call('index', { root: null, only: null }), unanswered),
      assert.rejects(life.call('clear', { root: null }), unanswered),
      assert.rejects(life.call('pause', null), unanswered),
    ]);
    assert.ok(question.hits.some(({ path }) => path === 'great_circle.py'));
    assert.ok(log.includes('The search process does not answer: it is ended.'));
    assert.ok(log.includes('The search process ended by itself (SIGKILL).'));
    assert.equal(stopped.signalCode, 'SIGKILL');
    assert.notEqual(children.at(-1)?.pid, stopped.pid);
    await life.call('index', { root: null, only: null });
    assert.deepEqual(
      (await life.call('status', null)).map(({ fresh }) => fresh),
      [true],
    );
  });
});
