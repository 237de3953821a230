import assert from 'node:assert/strict';
import { gpuTargets, targetName } from '../../../src/engine/embed/gpuProviders.ts';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { openSession } from '../../../src/engine/embed/session.ts';

describe("the GPU's providers", () => {
  it('begin with WebGPU, in float16 first, and go on with what the system brings', () => {
    const named = (platform: NodeJS.Platform): readonly string[] => gpuTargets(platform).map(targetName);
    assert.deepEqual(named('win32'), ['webgpu, float16', 'webgpu', 'directml']);
    assert.deepEqual(named('darwin'), ['webgpu, float16', 'webgpu', 'coreml']);
    assert.deepEqual(named('linux'), ['webgpu, float16', 'webgpu']);
  });

  it('are refused by a runtime that was built without them, instead of falling back to the CPU unseen', async function () {
    if (process.platform !== 'linux') this.skip();
    const { runtime } = await loadRuntime(() => undefined);
    for (const provider of ['dml', 'coreml'] as const) {
      const opening = openSession(runtime, new Uint8Array(), {
        type: 'gpu',
        provider,
        precision: 'float32',
      });
      await assert.rejects(opening, /backend not found|not supported|no available backend|not available/i);
    }
  });
});
