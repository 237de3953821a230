import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DevicePreference } from '../../../src/engine/types.ts';
import type { GpuReport } from './gpuChild.ts';
import {
  endingDriver,
  float16Driver,
  forkWithDriver,
  skipWithoutCompiler,
  skipWithoutDriver,
  skipWithoutFloat16,
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

    it('is not begun again by the next process', async () => {
      const [code, signal] = (await once(startTrial('auto', driver, mark), 'exit')) as unknown[];
      assert.deepEqual([code, signal], [null, 'SIGKILL']);
      const { device, reason, agreement } = await tryGpu('auto', driver, mark);
      assert.equal(device, 'cpu');
      assert.match(reason, /^cpu: its driver ended the process when the GPU was last tried/);
      assert.ok(agreement > 0.999_999);
    });

    it('ends the process that encodes alone, once', async () => {
      const encoding = join(import.meta.dirname, '../../../src/engine/embed/graphProcess.ts');
      const first = await tryGpu('auto', driver, mark, encoding);
      assert.equal(
        first.reason,
        'cpu: the driver of the GPU (webgpu, float16) ended the process that tried it',
      );
      assert.ok(first.agreement > 0.999_999);
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

  it('prefers float16 on a driver that has it', async function () {
    skipWithoutFloat16(this);
    const { device, agreement } = await tryGpu('gpu', float16Driver);
    assert.equal(device, 'gpu (webgpu, float16)');
    assert.ok(agreement >= 0.98 && agreement < 0.999_999, `cosine ${agreement}`);
  });
});
