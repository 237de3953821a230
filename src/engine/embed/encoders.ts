import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';
import { createTokenizer } from '../tokenize/tokenizer.ts';
import type { Tokenizer } from '../tokenize/tokenizer.ts';
import type { Encoder, EncoderOptions, Encoders } from '../types.ts';
import { gpuMayExist } from './gpuDriver.ts';
import { loadManifest, readModelFile, type Manifest } from './manifest.ts';
import { loadRuntime, openSession, type Device, type Runtime, type Session } from './session.ts';
import { loadStaticStudent } from './staticStudent.ts';
import { firstReason, openStudent, type Student } from './student.ts';

/** What the machine offers; the default is the real one. */
interface Surroundings {
  readonly cores: number;
  readonly loadRuntime: () => Promise<Runtime>;
  /** Milliseconds. */
  readonly now: () => number;
}

const machine: Surroundings = {
  cores: availableParallelism(),
  loadRuntime: () => loadRuntime(),
  now: () => performance.now(),
};

async function openModel(runtime: Runtime, manifest: Manifest, device: Device): Promise<Session> {
  const name = device.type === 'cpu' ? 'model' : 'gpu';
  return openSession(runtime, await readModelFile(manifest, name), device);
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
  const runtime = await surroundings.loadRuntime();
  const threads = options.threads > 0 ? options.threads : Math.max(1, Math.floor(cores / 2));
  const openCpu = async (): Promise<Session> => {
    try {
      return await openModel(runtime, manifest, { type: 'cpu', threads });
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      const message = `The model ${manifest.id} could not be loaded: reinstall Homing.`;
      throw new EngineError('modelIncompatible', message, { cause });
    }
  };
  const openGpu = async (): Promise<Session> => {
    if (!gpuMayExist(options.environment ?? {})) throw new Error('no Vulkan driver is installed');
    return openModel(runtime, manifest, { type: 'webgpu' });
  };
  return openStudent({
    manifest,
    tokenizer,
    openCpu,
    openGpu,
    preference: options.device,
    log: options.log,
    now,
  });
}

/**
 * Opens both students: the static one at once, the Transformer when it is first asked for. Rejects with EngineError
 * `modelMissing`, `modelDamaged` or `modelIncompatible`; `student()` with these and `nativeMissing`.
 */
export async function openEncoders(options: EncoderOptions, surroundings = machine): Promise<Encoders> {
  const manifest = await loadManifest(join(options.assets.models, 'student-static'), 'student-static');
  const tokenizer = createTokenizer((await readModelFile(manifest, 'vocabulary')).toString('utf8'));
  const staticStudent = await loadStaticStudent(manifest, tokenizer);
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
    deviceReason: () => student?.deviceReason() ?? `cpu: ${firstReason(options.device)}`,
    close: async () => {
      closed = true;
      const opened = await loading?.catch(() => null);
      await opened?.close();
    },
  };
}
