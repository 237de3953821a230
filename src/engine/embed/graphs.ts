import { EngineError } from '../errors.ts';
import type { Log } from '../types.ts';
import { float16Graph } from './float16Graph.ts';
import { gpuGraph } from './gpuGraph.ts';
import { readModelFile, type Manifest } from './manifest.ts';
import { loadRuntime, type LoadedRuntime, type Runtime } from './runtime.ts';
import { openSession, type Device, type Session } from './session.ts';

/** ONNX Runtime with the Transformer's graphs: in this process (`loadGraphs`), or in one of its own (`remoteGraphs.ts`). */
export interface Graphs {
  /** Why WebAssembly serves in the native runtime's place, as a phrase; null: the native one serves. */
  readonly fallback: string | null;
  /**
   * Loads the graph for a device. Rejects with EngineError `modelMissing`, `modelDamaged` or `modelIncompatible`; for a GPU
   * with the provider's own error, for one where there is none.
   */
  open(device: Device): Promise<Session>;
  /** Ends all sessions. */
  close(): Promise<void>;
}

/** The processor, as these graphs run on it. `threads` are of the native runtime. */
export function processorOf({ fallback }: Pick<Graphs, 'fallback'>, threads: number): Device {
  return fallback === null ? { type: 'cpu', threads } : { type: 'wasm' };
}

/** One file serves all devices: the GPU's graphs are made from the CPU's. */
async function openModel(
  runtime: Runtime,
  { manifest, model }: { readonly manifest: Manifest; readonly model: Uint8Array },
  device: Device,
): Promise<Session> {
  if (device.type === 'gpu') {
    const graph = gpuGraph(model);
    return openSession(runtime, device.precision === 'float16' ? float16Graph(graph) : graph, device);
  }
  try {
    return await openSession(runtime, model, device);
  } catch (cause) {
    const message = `The model ${manifest.id} could not be loaded: reinstall Homing.`;
    throw new EngineError('modelIncompatible', message, { cause });
  }
}

/** In this process. Rejects with EngineError `nativeMissing` where ONNX Runtime cannot be loaded in any build. */
export async function loadGraphs(
  manifest: Manifest,
  log: Log,
  load: (log: Log) => Promise<LoadedRuntime> = loadRuntime,
): Promise<Graphs> {
  // Read beside the runtime, for the session that is opened first; the next ones come much later, if ever.
  let read: Promise<Uint8Array> | null = readModelFile(manifest, 'model');
  read.catch(() => undefined);
  const { runtime, fallback } = await load(log);
  const sessions = new Set<Session>();
  return {
    fallback,
    open: async (device) => {
      const model = await (read ?? readModelFile(manifest, 'model'));
      read = null;
      const session = await openModel(runtime, { manifest, model }, device);
      sessions.add(session);
      const release = (): Promise<void> => {
        sessions.delete(session);
        return session.release();
      };
      return { run: (batch) => session.run(batch), release };
    },
    close: async () => {
      await Promise.allSettled([...sessions].map((session) => session.release()));
      sessions.clear();
    },
  };
}
