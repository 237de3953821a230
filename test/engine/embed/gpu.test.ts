import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DevicePreference } from '../../../src/engine/types.ts';
import type { GpuReport } from './gpuChild.ts';
import {
  endingDriver,
  forkWithDriver,
  skipWithoutCompiler,
  skipWithoutDriver,
  softwareDriver,
} from './softwareGpu.ts';

/** A process that tries the GPU and sees only the Vulkan driver named by `driver`. `rest`: as `gpuChild.ts` takes it. */
function startTrial(preference: DevicePreference, driver: string, ...rest: readonly string[]): ChildProcess {
  return forkWithDriver('gpuChild.ts', [preference, ...rest], driver);
}

async function tryGpu(
  preference: DevicePreference,
  driver: string,
  ...rest: readonly string[]
): Promise<GpuReport> {
  const child = startTrial(preference, driver, ...rest);
  const [result] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  assert.equal(typeof result, 'object', `the process ended with ${String(result)} before it had reported`);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
  return result as GpuReport;
}

describe('the trial of the GPU', function () {
  this.timeout(240_000);

  it('stays on the CPU where there is none, and says so', async function () {
    if (process.platform !== 'linux') this.skip();
    const { device, reason, agreement } = await tryGpu('auto', '/nonexistent.json');
    assert.equal(device, 'cpu');
    assert.equal(reason, 'cpu: no usable GPU was found');
    assert.ok(agreement > 0.999_999);
  });

  it('gives up an adapter that is far slower than the CPU', async function () {
    skipWithoutDriver(this);
    const { device, reason } = await tryGpu('auto', softwareDriver);
    assert.equal(device, 'cpu');
    assert.match(
      reason,
      /^cpu: the GPU \(webgpu\) (was slower than the CPU \(.* ms a text\)|failed in its trial)$/,
    );
  });

  describe('with a driver that ends its process', () => {
    let scratch: string;
    let driver: string;
    let mark: string;

    before(function () {
      skipWithoutCompiler(this);
    });

    beforeEach(() => {
      scratch = mkdtempSync(join(tmpdir(), 'homing-driver-'));
      driver = endingDriver(scratch);
      mark = join(scratch, 'storage', 'gpu-trial');
    });

    afterEach(() => rmSync(scratch, { recursive: true, force: true }));

    it('is not begun again by the next process, once float32 has ended one too', async () => {
      for (const way of ['webgpu, float16', 'webgpu']) {
        const child = startTrial('auto', driver, mark);
        assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL']);
        const { pid, trying } = JSON.parse(readFileSync(mark, 'utf8')) as Record<string, unknown>;
        assert.deepEqual([pid, trying], [child.pid, way]);
      }
      const { device, reason, agreement } = await tryGpu('auto', driver, mark);
      assert.equal(device, 'cpu');
      assert.match(reason, /^cpu: its driver ended the process when the GPU was last tried/);
      assert.ok(agreement > 0.999_999);
    });

    it('ends the process that encodes alone, once for float16 and once for float32', async () => {
      const encoding = join(import.meta.dirname, '../../../src/engine/embed/graphProcess.ts');
      for (const way of ['webgpu, float16', 'webgpu']) {
        const { reason, agreement } = await tryGpu('auto', driver, mark, encoding);
        assert.equal(reason, `cpu: the driver of the GPU (${way}) ended the process that tried it`);
        assert.ok(agreement > 0.999_999);
      }
      const { reason } = await tryGpu('auto', driver, mark, encoding);
      assert.match(reason, /^cpu: its driver ended the process when the GPU was last tried/);
    });
  });

  it('keeps a slow GPU that was asked for, with the same vectors', async function () {
    skipWithoutDriver(this);
    const { device, reason, agreement } = await tryGpu('gpu', softwareDriver);
    assert.equal(device, 'gpu (webgpu)');
    assert.match(reason, /^gpu \(webgpu\): chosen by setting, though slower than the CPU \(.* ms a text\)$/);
    assert.ok(agreement >= 0.98 && agreement < 0.999_999, `cosine ${agreement}`);
  });
});
