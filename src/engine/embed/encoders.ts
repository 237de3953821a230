import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';
import type { Tokenizer } from '../tokenize/tokenizer.ts';
import type { Encoder, EncoderOptions, Encoders, Log } from '../types.ts';
import { gpuMayExist } from './gpuDriver.ts';
import { gpuGraph } from './gpuGraph.ts';
import { gpuProviders } from './gpuProviders.ts';
import { trialMark } from './gpuMark.ts';
import { loadManifest, readModelFile, type Manifest } from './manifest.ts';
import { loadRuntime, missingRuntime, type LoadedRuntime, type Runtime } from './runtime.ts';
import { openSession, type Device, type Session } from './session.ts';
import { openStaticStudent } from './staticStudent.ts';
import { firstDevice, openStudent, type Student } from './student.ts';

/** What the machine offers; the default is the real one. */
interface Surroundings {
  readonly cores: number;
  readonly loadRuntime: (log: Log) => Promise<LoadedRuntime>;
  /** Milliseconds. */
  readonly now: () => number;
}

const machine: Surroundings = {
  cores: availableParallelism(),
  loadRuntime,
  now: () => performance.now(),
};

/** One file serves both devices: the GPU's graph is made from the CPU's. */
async function openModel(runtime: Runtime, manifest: Manifest, device: Device): Promise<Session> {
  const model = await readModelFile(manifest, 'model');
  return openSession(runtime, device.type === 'gpu' ? gpuGraph(model) : model, device);
}

/** What the static student has loaded and the Transformer shares. */
interface Shared {
  readonly tokenizer: Tokenizer;
  readonly manifest: Manifest;
}

async function loadStudent(
  options: EncoderOptions,
  { cores, now, ...surroundings }: Surroundings,
  shared: Shared,
): Promise<Student> {
  const { tokenizer } = shared;
  const manifest = await loadManifest(join(options.assets.models, 'student'), 'student');
  if (manifest.files['vocabulary']?.sha256 !== shared.manifest.files['vocabulary']?.sha256) {
    const message = 'The two models were made for different vocabularies: reinstall Homing.';
    throw new EngineError('modelIncompatible', message);
  }
  const { runtime, fallback } = await surroundings.loadRuntime(options.log);
  const threads = options.threads > 0 ? options.threads : Math.max(1, Math.floor(cores / 2));
  const openCpu = async (): Promise<Session> => {
    try {
      return await openModel(
        runtime,
        manifest,
        fallback === null ? { type: 'cpu', threads } : { type: 'wasm' },
      );
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      const message = `The model ${manifest.id} could not be loaded: reinstall Homing.`;
      throw new EngineError('modelIncompatible', message, { cause });
    }
  };
  const gpus = gpuProviders().map((provider) => ({
    provider,
    open: async (): Promise<Session> => {
      if (!gpuMayExist(options.environment ?? {})) throw new Error('no Vulkan driver is installed');
      return openModel(runtime, manifest, { type: 'gpu', provider });
    },
  }));
  return openStudent({
    manifest,
    tokenizer,
    openCpu,
    gpus,
    fallback,
    preference: options.device,
    mark: trialMark(options.trialMark ?? null),
    log: options.log,
    now,
  });
}

/**
 * Opens both students: the static one at once, the Transformer when it is first asked for. Rejects with EngineError
 * `modelMissing`, `modelDamaged` or `modelIncompatible`; `student()` with these and `nativeMissing`.
 */
export async function openEncoders(options: EncoderOptions, surroundings = machine): Promise<Encoders> {
  const { manifest, tokenizer, encoder: staticStudent } = await openStaticStudent(options.assets.models);
  let loading: Promise<Student> | null = null;
  let loaded: Promise<Encoder> | null = null;
  let student: Student | null = null;
  let closed = false;
  return {
    staticStudent,
    student: () => {
      if (closed)
        return Promise.reject(new EngineError('closed', 'The encoders were closed: open them again.'));
      loading ??= loadStudent(options, surroundings, { tokenizer, manifest });
      loaded ??= loading.then((opened) => (student = opened));
      return loaded;
    },
    deviceReason: () => student?.deviceReason() ?? firstDevice(options.device, missingRuntime()),
    close: async () => {
      closed = true;
      const opened = await loading?.catch(() => null);
      await opened?.close();
    },
  };
}
