import type * as Onnx from 'onnxruntime-node';
import type { Log } from '../types.ts';
import { providerOption, type GpuTarget } from './gpuProviders.ts';
import type { Runtime } from './runtime.ts';

/** Where a graph runs; `wasm` is the CPU without native code, on one thread. */
export type Device =
  | { readonly type: 'cpu'; readonly threads: number }
  | { readonly type: 'wasm' }
  | ({ readonly type: 'gpu' } & GpuTarget);

/** A loaded graph. Everything it does is synchronous native work on this thread. */
export interface Session {
  /**
   * `batch`: ids of each text with [CLS] and [SEP], at least one text. One vector of `dims` each, in order, as the
   * graph gives them. More than one text is padded to the longest.
   */
  run(batch: readonly Int32Array[]): Promise<readonly Float32Array[]>;
  release(): Promise<void>;
}

export function sessionOptions(device: Device): Onnx.InferenceSession.SessionOptions {
  const common = { graphOptimizationLevel: 'all', executionMode: 'sequential', logSeverityLevel: 4 } as const;
  if (device.type === 'gpu') {
    const executionProviders = [providerOption(device.provider)];
    // DirectML refuses sessions with memory patterns.
    return {
      ...common,
      enableMemPattern: device.provider !== 'dml',
      executionProviders,
      // Else weights are made floats anew in every call: constants of a quantized graph are kept as they are.
      extra: { session: { disable_quant_qdq: '1' } },
    };
  }
  if (device.type === 'wasm') return { ...common, executionProviders: ['wasm'] };
  return {
    ...common,
    executionProviders: ['cpu'],
    intraOpNumThreads: device.threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    // Waiting threads sleep instead of spinning: an idle encoder must cost nothing.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

/** Padded to a multiple of this on a GPU, so that few shapes occur and buffers and shaders are used again. Tokens. */
const gpuLengthStep = 8;

function inputs(
  { Tensor }: Runtime,
  batch: readonly Int32Array[],
  step: number,
): Record<string, Onnx.Tensor> {
  const longest = Math.max(...batch.map((ids) => ids.length));
  const length = Math.ceil(longest / step) * step;
  const shape = [batch.length, length];
  // The low halves of little-endian 64-bit integers, written without a BigInt each; the high halves stay 0.
  const ids = new BigInt64Array(batch.length * length);
  const mask = new BigInt64Array(batch.length * length);
  const [idHalves, maskHalves] = [new Int32Array(ids.buffer), new Int32Array(mask.buffer)];
  batch.forEach((row, r) => {
    row.forEach((id, k) => {
      const at = (r * length + k) * 2;
      idHalves[at] = id;
      maskHalves[at] = 1;
    });
  });
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}

/**
 * Loads a graph of inputs `input_ids`, `attention_mask` (int64, [batch, sequence]) and output `embedding` (float32,
 * [batch, dims]). `model`: its bytes. Rejects with the provider's own error, for one when a GPU is missing: no
 * provider falls back by itself.
 */
export async function openSession(runtime: Runtime, model: Uint8Array, device: Device): Promise<Session> {
  const session = await runtime.InferenceSession.create(model, sessionOptions(device));
  const step = device.type === 'gpu' ? gpuLengthStep : 1;
  return {
    run: async (batch) => {
      const { embedding } = await session.run(inputs(runtime, batch, step));
      if (!(embedding?.data instanceof Float32Array))
        throw new TypeError('the graph has no float32 output "embedding"');
      const width = embedding.data.length / batch.length;
      const { data } = embedding;
      return batch.map((_, row) => data.slice(row * width, (row + 1) * width));
    },
    release: () => session.release(),
  };
}

/** Releasing is best effort: a lost GPU may refuse. */
export async function releaseQuietly(session: Session, log: Log): Promise<void> {
  try {
    await session.release();
  } catch (error) {
    log('debug', `A session could not be released: ${String(error)}`);
  }
}
