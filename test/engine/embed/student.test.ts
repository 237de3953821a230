import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialMark, type TrialMark } from '../../../src/engine/embed/gpuMark.ts';
import { loadManifest, readModelFile } from '../../../src/engine/embed/manifest.ts';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { ProcessLost } from '../../../src/engine/embed/remoteGraphs.ts';
import { openSession, type Session } from '../../../src/engine/embed/session.ts';
import { openStudent } from '../../../src/engine/embed/student.ts';
import { createTokenizer } from '../../../src/engine/tokenize/tokenizer.ts';
import type { DevicePreference } from '../../../src/engine/types.ts';
import { models } from './models.ts';

/** A device that computes what the CPU does, as fast and as right as a test wants it. */
interface FakeGpu {
  readonly session: Session;
  released: boolean;
  broken: 'no' | 'fails' | 'gives zeros' | 'ends its process';
  /** What it was asked to run. */
  runs: number;
  /** Milliseconds its last run is said to have taken. */
  slow: number;
}

const texts = ['how to open a file', 'close the connection', ''];

interface GpuOptions {
  readonly perText?: boolean;
  /** Providers before it that find none. */
  readonly absent?: number;
  readonly inFloat16?: 'refused' | 'wrong' | 'slow' | 'fast' | null;
  readonly mark?: TrialMark;
}

describe('the student on a GPU', () => {
  let open: () => Promise<Session>;
  let parts: Pick<Parameters<typeof openStudent>[0], 'manifest' | 'tokenizer' | 'fallback' | 'log'>;

  before(async () => {
    const manifest = await loadManifest(join(models, 'student'), 'student');
    const tokenizer = createTokenizer(await readFile(join(models, 'vocab.txt'), 'utf8'));
    const { runtime } = await loadRuntime(() => undefined);
    const model = await readModelFile(manifest, 'model');
    parts = { manifest, tokenizer, fallback: null, log: () => undefined };
    open = () => openSession(runtime, model, { type: 'cpu', threads: 1 });
  });

  /**
   * A student with a GPU that is `slow`, ms a call and, where `perText`, ms a text; before it come providers that find
   * none, and the same one in float16, where `inFloat16` tells how it does. The clock moves by 10 ms a run on the CPU.
   */
  async function start(
    preference: DevicePreference,
    slow: number,
    { perText = false, absent = 0, inFloat16 = null, mark = trialMark(null) }: GpuOptions = {},
  ) {
    const cpuSessions = { open: 0 };
    let time = 0;
    const openCpu = async (): Promise<Session> => {
      const session = await open();
      cpuSessions.open++;
      const run: Session['run'] = (batch) => ((time += 10), session.run(batch));
      return { run, release: () => (cpuSessions.open--, session.release()) };
    };
    const real = await open();
    const gpu: FakeGpu = {
      session: {
        run: async (batch) => {
          time += gpu.slow * (perText ? batch.length : 1);
          gpu.runs++;
          if (gpu.broken === 'fails') throw new Error('device lost');
          if (gpu.broken === 'ends its process') throw new ProcessLost('ended (SIGSEGV)');
          const vectors = [];
          for (const ids of batch) vectors.push(...(await real.run([ids])));
          return gpu.broken === 'gives zeros' ? vectors.map(() => new Float32Array(128)) : vectors;
        },
        release: () => ((gpu.released = true), Promise.resolve()),
      },
      released: false,
      broken: 'no',
      runs: 0,
      slow,
    };
    const half = {
      released: false,
      run: async (batch: readonly Int32Array[]): Promise<readonly Float32Array[]> => {
        if (inFloat16 === 'refused')
          throw new Error('Program MatMul requires f16 but the device does not support it.');
        time += inFloat16 === 'fast' ? slow / 2 : inFloat16 === 'slow' ? slow * 2 : slow;
        if (inFloat16 === 'wrong') return batch.map(() => new Float32Array(128).fill(0.1));
        return (await Promise.all(batch.map((ids) => real.run([ids])))).flat();
      },
      release: () => ((half.released = true), Promise.resolve()),
    };
    const missing = {
      provider: 'webgpu',
      precision: 'float32',
      open: () => Promise.reject(new Error('none')),
    } as const;
    const gpus = [
      ...(inFloat16 === null
        ? []
        : [{ provider: 'webgpu', precision: 'float16', open: () => Promise.resolve(half) } as const]),
      ...Array<typeof missing>(absent).fill(missing),
      {
        provider: absent === 0 ? 'webgpu' : 'dml',
        precision: 'float32',
        open: () => Promise.resolve(gpu.session),
      } as const,
    ];
    const student = await openStudent({ ...parts, mark, preference, openCpu, gpus, now: () => time });
    return {
      student,
      gpu,
      cpuSessions,
      half,
      close: () => student.close().then(() => real.release()),
    };
  }

  /** Encodes enough for a trial and waits for its end. */
  async function settle(student: Awaited<ReturnType<typeof openStudent>>): Promise<void> {
    const first = student.deviceReason();
    await student.embed(Array<string>(32).fill('x'), 'passage');
    while (student.deviceReason() === first) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  it('begins on the CPU and moves when the GPU was faster, leaving no session behind', async () => {
    const { student, cpuSessions, close } = await start('auto', 20);
    assert.equal(student.device, 'cpu');
    assert.equal(student.deviceReason(), 'cpu: the GPU is tried once there is much to encode');
    await settle(student);
    assert.equal(student.deviceReason(), 'gpu (webgpu): 16× faster than the CPU');
    assert.equal(student.batchSize, 32);
    assert.equal(cpuSessions.open, 0);
    await close();
  });

  for (const [inFloat16, slow, reason] of [
    ['refused', 20, 'gpu (webgpu): 16× faster than the CPU'],
    ['refused', 321, 'cpu: the GPU (webgpu) was slower than the CPU (321 ms against 10 ms a text)'],
    ['wrong', 20, 'gpu (webgpu): 16× faster than the CPU'],
    ['slow', 20, 'gpu (webgpu): 16× faster than the CPU'],
    ['fast', 20, 'gpu (webgpu, float16): 32× faster than the CPU'],
  ] as const)
    it(`takes the faster of float16 and float32 where float16 is ${inFloat16} (${slow} ms)`, async () => {
      const { student, gpu, half, close } = await start('auto', slow, { inFloat16 });
      await settle(student);
      assert.equal(student.deviceReason(), reason);
      assert.deepEqual(
        [half.released, gpu.released],
        [inFloat16 !== 'fast', inFloat16 === 'fast' || reason.startsWith('cpu')],
      );
      await close();
    });

  it('is left to float16 where float32 ended its process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homing-mark-'));
    try {
      const mark = trialMark(join(folder, 'gpu-trial'));
      const first = await start('auto', 20, { inFloat16: 'fast', mark });
      first.gpu.broken = 'ends its process';
      await settle(first.student);
      assert.equal(
        first.student.deviceReason(),
        'cpu: the driver of the GPU (webgpu) ended the process that tried it',
      );
      await first.close();
      // As the next process finds it.
      const note = JSON.parse(readFileSync(join(folder, 'gpu-trial'), 'utf8')) as object;
      writeFileSync(join(folder, 'gpu-trial'), JSON.stringify({ ...note, pid: 999_999_999 }));
      const second = await start('auto', 20, {
        inFloat16: 'fast',
        mark: trialMark(join(folder, 'gpu-trial')),
      });
      await settle(second.student);
      assert.equal(second.student.device, 'gpu (webgpu, float16)');
      assert.equal(second.gpu.runs, 0);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is not looked for with another provider where one serves', async () => {
    const { student, gpu, close } = await start('auto', 20, { inFloat16: 'fast', absent: 1 });
    await settle(student);
    assert.equal(student.device, 'gpu (webgpu, float16)');
    assert.equal(gpu.runs, 0);
    await close();
  });

  it('takes the smallest batch where a larger one does not help', async () => {
    const { student, close } = await start('auto', 2, { perText: true });
    await settle(student);
    assert.equal(student.batchSize, 8);
    assert.equal(student.deviceReason(), 'gpu (webgpu): 5× faster than the CPU');
    await close();
  });

  it('lets no call take long where a larger batch would', async () => {
    const { student, close } = await start('auto', 50);
    await settle(student);
    assert.equal(student.batchSize, 8);
    await close();
  });

  it('asks the next provider where one finds no GPU', async () => {
    const { student, close } = await start('auto', 20, { absent: 1 });
    await settle(student);
    assert.equal(student.deviceReason(), 'gpu (directml): 16× faster than the CPU');
    await close();
  });

  it('is not tried for a few queries', async () => {
    const { student, close } = await start('auto', 20);
    for (let n = 0; n < 40; n++) await student.embed(['text'], 'query');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(student.device, 'cpu');
    await close();
  });

  it('stays on the CPU when the GPU was slower, and releases it', async () => {
    const { student, gpu, close } = await start('auto', 321);
    await settle(student);
    assert.equal(
      student.deviceReason(),
      'cpu: the GPU (webgpu) was slower than the CPU (321 ms against 10 ms a text)',
    );
    assert.ok(gpu.released);
    await close();
  });

  for (const broken of ['fails', 'gives zeros'] as const) {
    const reasons = { fails: 'failed in its trial', 'gives zeros': 'gave wrong vectors' };

    it(`stays on the CPU when the GPU ${broken} in the trial`, async () => {
      const { student, gpu, close } = await start('gpu', 1);
      gpu.broken = broken;
      await settle(student);
      assert.equal(student.deviceReason(), `cpu: the GPU (webgpu) ${reasons[broken]}`);
      await close();
    });

    it(`returns to the CPU when the GPU ${broken} while it works, and encodes the same texts again`, async () => {
      const { student, gpu, cpuSessions, close } = await start('gpu', 20);
      const expected = await student.embed(texts, 'passage');
      await settle(student);
      assert.equal(student.device, 'gpu (webgpu)');
      gpu.broken = broken;
      assert.deepEqual(await student.embed(texts, 'passage'), expected);
      assert.equal(student.deviceReason(), 'cpu: the GPU (webgpu) failed while it worked');
      assert.equal(student.batchSize, 1);
      assert.deepEqual([cpuSessions.open, gpu.released], [1, true]);
      await close();
    });
  }

  for (const when of ['in its trial', 'while it worked'] as const) {
    it(`is opened without a GPU that ended its process ${when}, until somebody asks for it anew`, async () => {
      const reasons = {
        'in its trial': 'cpu: the driver of the GPU (webgpu) ended the process that tried it',
        'while it worked': 'cpu: the GPU (webgpu) failed while it worked',
      };
      const mark = trialMark(null);
      const first = await start('auto', 2, { perText: true, mark });
      if (when === 'in its trial') first.gpu.broken = 'ends its process';
      await settle(first.student);
      first.gpu.broken = 'ends its process';
      await first.student.embed(texts, 'passage');
      assert.equal(first.student.deviceReason(), reasons[when]);
      await first.close();
      const second = await start('auto', 2, { perText: true, mark });
      await settle(second.student);
      assert.deepEqual([second.student.deviceReason(), second.gpu.runs], [reasons[when], 0]);
      await second.close();
      mark.forgive();
      const third = await start('auto', 2, { perText: true, mark });
      await settle(third.student);
      assert.equal(third.student.device, 'gpu (webgpu)');
      await third.close();
    });
  }

  it('can be closed in the middle of the trial', async () => {
    const { student, gpu, cpuSessions, close } = await start('gpu', 20);
    await student.embed(texts, 'query');
    await close();
    assert.equal(cpuSessions.open, 0);
    assert.equal(gpu.released || student.device === 'cpu', true);
  });
});
