import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProfiledRun } from './gpuProfileChild.ts';
import {
  float16Driver,
  forkWithDriver,
  skipWithoutDriver,
  skipWithoutFloat16,
  softwareDriver,
} from './softwareGpu.ts';

interface ProfileEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/** ONNX's and ONNX Runtime's own products of matrices, of floats and of integers. */
const product = /MatMul|Gemm/;

const cases = [
  ['float32', softwareDriver, skipWithoutDriver],
  ['float16', float16Driver, skipWithoutFloat16],
] as const;

for (const [precision, driver, skip] of cases)
  describe(`ONNX Runtime's profile of the GPU's graph in ${precision}`, function () {
    this.timeout(240_000);
    let scratch: string | undefined;
    let events: readonly ProfileEvent[];

    before(async function () {
      skip(this);
      scratch = mkdtempSync(join(tmpdir(), 'homing-profile-'));
      const child = forkWithDriver('gpuProfileChild.ts', [join(scratch, 'profile'), precision], driver);
      const [report] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
      const { cosine } = report as ProfiledRun;
      assert.ok(cosine >= 0.98 && cosine < 0.999_999, `cosine ${cosine}`);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      assert.equal(child.exitCode, 0);
      const [profile] = readdirSync(scratch);
      assert.ok(profile !== undefined);
      events = JSON.parse(readFileSync(join(scratch, profile), 'utf8')) as ProfileEvent[];
    });

    after(() => {
      if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    });

    it('has at least nine of ten products of matrices on the GPU', () => {
      const products = events.filter(({ cat, args }) => cat === 'Node' && product.test(args?.op_name ?? ''));
      const onGpu = products.filter(({ args }) => args?.provider === 'WebGpuExecutionProvider');
      // Six layers, each with four products by weights of the attention, two of attention and two of the part after it.
      assert.ok(products.length >= 48, `${products.length} products`);
      assert.ok(
        onGpu.length >= 0.9 * products.length,
        `${onGpu.length} of ${products.length} products on the GPU`,
      );
    });

    it('makes floats of weights once, not in every call', () => {
      assert.deepEqual(
        events.filter(
          ({ name = '', args }) => args?.op_name === 'DequantizeLinear' || name.includes('_weights_float16'),
        ),
        [],
      );
    });

    it('reads words on the CPU and has nothing back from the GPU before the vector is there', () => {
      // A copy back stops the GPU until it is done.
      assert.deepEqual(
        events.filter(({ args }) => args?.op_name === 'MemcpyToHost'),
        [],
      );
      const gathers = events.filter(({ args }) => args?.op_name === 'Gather');
      assert.ok(gathers.some(({ args }) => args?.provider === 'CPUExecutionProvider'));
    });
  });
