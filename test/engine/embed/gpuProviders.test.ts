import assert from 'node:assert/strict';
import { gpuProviders } from '../../../src/engine/embed/gpuProviders.ts';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { openSession } from '../../../src/engine/embed/session.ts';

describe("the GPU's providers", () => {
  it('begin with WebGPU and go on with what the system brings', () => {
    assert.deepEqual(gpuProviders('win32'), ['webgpu', 'dml']);
    assert.deepEqual(gpuProviders('darwin'), ['webgpu', 'coreml']);
    assert.deepEqual(gpuProviders('linux'), ['webgpu']);
  });

  it('are refused by a runtime that was built without them, instead of falling back to the CPU unseen', async function () {
    if (process.platform !== 'linux') this.skip();
    const { runtime } = await loadRuntime(() => undefined);
    for (const provider of ['dml', 'coreml'] as const) {
      const opening = openSession(runtime, new Uint8Array(), { type: 'gpu', provider });
      await assert.rejects(opening, /backend not found|not supported|no available backend|not available/i);
    }
  });
});
