import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { ProcessLost, remoteGraphs } from '../../../src/engine/embed/remoteGraphs.ts';
import { childrenOf } from '../../bench/speed/resident.ts';
import { encoderOptions, models } from './models.ts';

const script = join(import.meta.dirname, '../../../src/engine/embed/graphProcess.ts');
const dying = join(import.meta.dirname, 'dyingGraphProcess.ts');
const folder = join(models, 'student');
const ids = Int32Array.from([101, 2129, 2024, 102]);
const texts = ['where are failed uploads retried', 'Ein Müller in 東京 😀', '', 'word '.repeat(2_000)];
const never = (): void => assert.fail('nothing was to be lost');

describe('the process that encodes', () => {
  let scratch: string;
  let lost: number;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-encoding-'));
    process.env['HOMING_TEST_DEATHS'] = join(scratch, 'deaths');
    lost = 0;
  });

  afterEach(() => {
    delete process.env['HOMING_TEST_DEATHS'];
    rmSync(scratch, { recursive: true, force: true });
  });

  const endsAt = (deaths: string): void => writeFileSync(join(scratch, 'deaths'), deaths);
  const parts = (log: string[] = []) => ({
    script: dying,
    folder,
    threads: 1,
    log: (_: string, message: string): void => void log.push(message),
    onLost: (): void => {
      lost++;
    },
  });

  it('gives the same bits as this one, and this one does not wait for it', async () => {
    const here = await openEncoders(encoderOptions());
    const there = await openEncoders({ ...encoderOptions(), encodingProcess: { script, onLost: never } });
    try {
      const expected = await (await here.student()).embed(texts, 'passage');
      const student = await there.student();
      assert.equal(there.deviceReason(), here.deviceReason());
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      assert.deepEqual(await student.embed(texts, 'passage'), expected);
      clearInterval(timer);
      assert.ok(turns > 0);
    } finally {
      await Promise.all([here.close(), there.close()]);
    }
  });

  it('opens more sessions than the one that it has ready, and others', async () => {
    const graphs = await remoteGraphs({ ...parts(), script });
    try {
      const vectors = [];
      for (const threads of [2, 1, 1]) {
        const session = await graphs.open({ type: 'cpu', threads });
        vectors.push(await session.run([ids]));
        if (threads === 2) await session.release();
      }
      assert.equal(vectors[0]?.[0]?.length, 128);
      assert.deepEqual(vectors[1], vectors[0]);
      assert.deepEqual(vectors[2], vectors[0]);
    } finally {
      await graphs.close();
    }
  });

  it('is replaced where it ends, and the text is encoded all the same', async () => {
    endsAt('1 killed');
    const log: string[] = [];
    const graphs = await remoteGraphs(parts(log));
    try {
      const session = await graphs.open({ type: 'cpu', threads: 1 });
      const [first] = await session.run([ids]);
      const [second] = await session.run([ids]);
      assert.equal(first?.length, 128);
      assert.deepEqual(first, second);
      assert.equal(lost, 0);
      assert.deepEqual(log, [
        'The process that encodes ended (SIGKILL).',
        'The process that encodes is started again.',
      ]);
      await session.release();
    } finally {
      await graphs.close();
    }
  });

  it('goes on where a terminal tells it what it tells its parent', async function () {
    if (process.platform !== 'linux') this.skip();
    const before = new Set(childrenOf(process.pid));
    const log: string[] = [];
    const graphs = await remoteGraphs({ ...parts(log), script });
    try {
      const session = await graphs.open({ type: 'cpu', threads: 1 });
      const started = childrenOf(process.pid).filter((pid) => !before.has(pid));
      assert.equal(started.length, 1);
      for (const pid of started) process.kill(pid, 'SIGINT');
      await sleep(200);
      assert.equal((await session.run([ids])).length, 1);
      assert.deepEqual(log, []);
    } finally {
      await graphs.close();
    }
  });

  it('is given up for a text where it ends twice, and says so', async () => {
    endsAt('2 killed');
    const graphs = await remoteGraphs(parts());
    try {
      const session = await graphs.open({ type: 'cpu', threads: 1 });
      await assert.rejects(session.run([ids]), ProcessLost);
      assert.equal(lost, 1);
      assert.equal((await session.run([ids])).length, 1);
    } finally {
      await graphs.close();
    }
  });

  it('is ended and replaced where it does not answer', async () => {
    endsAt('1 silent');
    const log: string[] = [];
    const graphs = await remoteGraphs({ ...parts(log), longestCall: 5_000 });
    try {
      const session = await graphs.open({ type: 'cpu', threads: 1 });
      assert.equal((await session.run([ids])).length, 1);
      assert.equal(log[0], 'The process that encodes did not answer for 5 s.');
    } finally {
      await graphs.close();
    }
  });

  it('is not waited for where it hangs while it loads and is closed', async () => {
    const hanging = join(scratch, 'hanging.cjs');
    const encodingProcess = { script: hanging, onLost: never };
    const loaded = "process.send({ type: 'done', id, done: { type: 'loaded', fallback: null } })";
    for (const answer of ['', `if (work.type === 'load') ${loaded};`]) {
      writeFileSync(hanging, `process.on('message', ({ id, work }) => { ${answer} });`);
      const encoders = await openEncoders({ ...encoderOptions(), encodingProcess });
      const loading = assert.rejects(encoders.student(), { code: 'closed' });
      await sleep(500);
      const started = performance.now();
      await encoders.close();
      assert.ok(performance.now() - started < 30_000);
      await loading;
    }
  });

  it('is not waited for where it hangs while it encodes and is closed', async () => {
    endsAt('1 silent');
    const encodingProcess = { script: dying, onLost: never };
    const encoders = await openEncoders({ ...encoderOptions(), encodingProcess });
    const student = await encoders.student();
    const encoding = assert.rejects(student.embed(['retry'], 'query'), ProcessLost);
    await sleep(50);
    const started = performance.now();
    await encoders.close();
    assert.ok(performance.now() - started < 30_000);
    await encoding;
  });

  it('tells what is wrong with the model as this one does, and is gone then', async () => {
    await assert.rejects(remoteGraphs({ ...parts(), script, folder: join(scratch, 'nothing') }), {
      name: 'EngineError',
      code: 'modelMissing',
    });
    await sleep(50);
    assert.ok(!process.getActiveResourcesInfo().includes('ProcessWrap'));
  });

  it('that cannot be loaded leaves a sentence', async () => {
    await assert.rejects(remoteGraphs({ ...parts(), script: join(scratch, 'none.cjs') }), {
      code: 'nativeMissing',
      message: /^ONNX Runtime ends every process that loads it/,
    });
    assert.equal(lost, 0);
  });
});
