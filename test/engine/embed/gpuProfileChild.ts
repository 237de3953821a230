/**
 * Runs the student's GPU graph once on the Vulkan driver that the environment names, as the engine opens it but with
 * ONNX Runtime's profile switched on, and tells of the run. `argv[2]`: what the profile's path begins with; `argv[3]`: the graph's
 * precision.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { float16Graph } from '../../../src/engine/embed/float16Graph.ts';
import { gpuGraph } from '../../../src/engine/embed/gpuGraph.ts';
import type { Precision } from '../../../src/engine/embed/gpuProviders.ts';
import { loadRuntime, type Runtime } from '../../../src/engine/embed/runtime.ts';
import { openSession } from '../../../src/engine/embed/session.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import { models } from './models.ts';

export interface ProfiledRun {
  /** Of the vector that the run gave with the CPU's. */
  readonly cosine: number;
}

const { runtime } = await loadRuntime(() => undefined);
const profiled = { enableProfiling: true, profileFilePrefix: process.argv[2] ?? '' };
const profiling = {
  Tensor: runtime.Tensor,
  InferenceSession: {
    create: async (model: Uint8Array, options: object) => {
      const session = await runtime.InferenceSession.create(model, { ...options, ...profiled });
      const release = (): Promise<void> => {
        session.endProfiling();
        return Promise.resolve();
      };
      return { run: session.run.bind(session), release };
    },
  },
} as unknown as Runtime;

const precision = process.argv[3] as Precision;
const cpu = await readFile(join(models, 'student', 'model.onnx'));
const graph = gpuGraph(cpu);
const ids = Int32Array.of(101, 2_000, 102);
const model = precision === 'float16' ? float16Graph(graph) : graph;
const session = await openSession(profiling, model, {
  type: 'gpu',
  provider: 'webgpu',
  precision,
});
const [vector] = await session.run([ids]);
await session.release();
const onCpu = await openSession(runtime, cpu, { type: 'cpu', threads: 1 });
const [expected] = await onCpu.run([ids]);
await onCpu.release();
const report: ProfiledRun = { cosine: vector && expected ? cosine(vector, expected) : NaN };
process.send?.(report);
