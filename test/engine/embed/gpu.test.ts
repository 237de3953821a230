import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DevicePreference } from '../../../src/engine/types.ts';
import type { GpuReport } from './gpuChild.ts';

/** Chromium's software Vulkan driver, as Debian's package installs it. */
const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Tries the GPU in a process that sees only the Vulkan driver named by `driver`. */
async function tryGpu(preference: DevicePreference, driver: string): Promise<GpuReport> {
  const child = fork(join(import.meta.dirname, 'gpuChild.ts'), [preference], {
    env: { ...process.env, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [result] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  assert.equal(typeof result, 'object', `the process ended with ${String(result)} before it had reported`);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
  return result as GpuReport;
}

describe('the trial of the GPU', function () {
  this.timeout(240_000);

  const skipWithoutDriver = (context: Mocha.Context): void => {
    if (existsSync(softwareDriver)) return;
    console.log(`      needs ${softwareDriver} (Debian: chromium, libvulkan1)`);
    context.skip();
  };

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

  it('keeps a slow GPU that was asked for, with the same vectors', async function () {
    skipWithoutDriver(this);
    const { device, reason, agreement } = await tryGpu('gpu', softwareDriver);
    assert.equal(device, 'gpu (webgpu)');
    assert.match(reason, /^gpu \(webgpu\): chosen by setting, though slower than the CPU \(.* ms a text\)$/);
    assert.ok(agreement >= 0.98 && agreement < 0.999_999, `cosine ${agreement}`);
  });
});
