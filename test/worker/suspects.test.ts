import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WorkerLife, type LifeState } from '../../src/shell/workerLife.ts';
import { Suspects } from '../../src/worker/suspects.ts';
import { workerConfiguration } from './configuration.ts';

const project = join(import.meta.dirname, '..', '..');
const worker = join(project, 'src', 'worker', 'worker.ts');
const deadly = pathToFileURL(join(import.meta.dirname, 'deadlyFile.mjs')).href;

describe('A file that ends the search process', function () {
  this.timeout(120_000);
  let scratch: string;
  let root: string;
  let log: string[];
  let life: WorkerLife;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-deadly-'));
    root = join(scratch, 'root');
    mkdirSync(root);
    write('birds.py', 'def count_feathers(bird):\n    return len(bird.feathers)\n');
    write('deadly.py', 'def crash(process):\n    return process.end()\n');
    write('fish.py', 'def count_scales(fish):\n    return len(fish.scales)\n');
    log = [];
  });

  afterEach(() => {
    life.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(root, name), text);
  }

  /** A life as the editor leads it, on the real worker; every restart follows at once. */
  function start(): WorkerLife {
    life = new WorkerLife({
      fork: () =>
        fork(worker, [], {
          execArgv: ['--disable-warning=ExperimentalWarning', '--import', deadly],
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
          serialization: 'json',
        }),
      configuration: () => workerConfiguration(join(scratch, 'storage'), [root], { cacheBytes: 0 }),
      log: (_level, message) => void log.push(message),
      onChange: () => undefined,
      onOpened: () => void life.call('index', { root: null, only: null }).catch(() => null),
      timing: { backOff: [1, 1, 1], wellAfter: 1e9, lookEvery: 1e9, mostSilentLooks: 1 },
    });
    life.start();
    return life;
  }

  async function until(look: (state: LifeState) => boolean): Promise<void> {
    while (!look(life.state)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Indexed to the end, with so many files in the index. */
  const indexed = (files: number): Promise<void> =>
    until(
      (state) =>
        state.type === 'running' &&
        state.worker.folders.every(
          ({ activity, counts }) => activity.type === 'idle' && counts?.files === files,
        ),
    );

  const restarts = (): number => (life.state.type === 'running' ? life.state.restarts : -1);
  const setAside = () => (life.state.type === 'running' ? life.state.worker.setAside : []);

  it('twice is set aside and named, and the others are found', async () => {
    start();
    await indexed(2);
    assert.equal(restarts(), 2);
    assert.deepEqual(setAside(), [{ root, path: 'deadly.py' }]);
    const [left] = await life.call('skipped', { root: null });
    assert.equal(left?.path, 'deadly.py');
    assert.match(left.reason, /ended 2 times/);
    assert.ok(
      log.some((line) => /deadly\.py.*set aside/.test(line)),
      log.join('\n'),
    );
    const [status] = await life.call('status', null);
    assert.equal(status?.fresh, true);
  });

  it('stays aside after a restart, until it gets another chance', async () => {
    start();
    await indexed(2);
    life.stop();
    start();
    await indexed(2);
    assert.equal(restarts(), 0);
    write('deadly.py', 'def harmless(process):\n    return process.goes_on()\n');
    await life.call('forgive', null);
    await indexed(3);
    assert.equal(restarts(), 0);
    assert.deepEqual(setAside(), []);
  });
});

describe('The list of suspects', () => {
  let storage: string;

  beforeEach(() => {
    storage = mkdtempSync(join(tmpdir(), 'homing-suspects-'));
  });

  afterEach(() => {
    rmSync(storage, { recursive: true, force: true });
  });

  const suspects = (): Suspects => new Suspects(storage, () => undefined);

  /** As a process that ends while it is at a file. */
  function die(path: string): void {
    suspects().at('/root', path);
  }

  it('does not blame what was done, nor what a process was at that was ended on purpose', () => {
    const worker = suspects();
    worker.at('/root', 'a.ts');
    worker.done();
    assert.deepEqual(suspects().learn(process.pid), []);
    for (const lost of [null, null, null]) {
      die('b.ts');
      assert.deepEqual(suspects().learn(lost), []);
    }
    assert.deepEqual(suspects().setAside, []);
  });

  it('forgets the marks of processes that are gone', () => {
    mkdirSync(join(storage, 'crashes'));
    const gone = 2 ** 22 + 1; // more than any process id
    writeFileSync(join(storage, 'crashes', `at-${gone}`), '');
    suspects().learn(null);
    assert.equal(existsSync(join(storage, 'crashes', `at-${gone}`)), false);
  });

  it('takes a damaged list for an empty one', () => {
    mkdirSync(join(storage, 'crashes'));
    writeFileSync(join(storage, 'crashes', 'files.json'), '{"version":1,"files":[{}]}');
    assert.deepEqual(suspects().setAside, []);
    assert.deepEqual(readdirSync(join(storage, 'crashes')).toSorted(), [`at-${process.pid}`, 'files.json']);
  });

  it('goes on without marks where they cannot be written, and says so once', function () {
    if (process.platform !== 'linux') this.skip();
    mkdirSync(join(storage, 'crashes'));
    // A disk that is full.
    symlinkSync('/dev/full', join(storage, 'crashes', `at-${process.pid}`));
    const said: string[] = [];
    const worker = new Suspects(storage, (_level, message) => void said.push(message));
    for (const path of ['a.ts', 'b.ts']) {
      worker.at('/root', path);
      worker.done();
    }
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /can not be remembered/);
  });
});
