import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';
import { createOnce } from '../once.ts';
import type { Tokenizer } from '../tokenize/tokenizer.ts';
import type { Assets, DevicePreference, Encoder, Encoders, Log } from '../types.ts';
import { gpuMayExist } from './gpuDriver.ts';
import { gpuTargets } from './gpuProviders.ts';
import { trialMark, type TrialMark } from './gpuMark.ts';
import { loadGraphs, processorOf, type Graphs } from './graphs.ts';
import { loadManifest, type Manifest } from './manifest.ts';
import { remoteGraphs } from './remoteGraphs.ts';
import { loadRuntime, missingRuntime, type LoadedRuntime } from './runtime.ts';
import type { Session } from './session.ts';
import { openStaticStudent } from './staticStudent.ts';
import { firstDevice, openStudent, type Student } from './student.ts';

export interface EncoderOptions {
  readonly assets: Assets;
  readonly device: DevicePreference;
  /** Threads of one inference on the CPU; 0 leaves half of the cores free. */
  readonly threads: number;
  /** Of trials of the GPU; it outlives the encoders. Absent: nothing is noted. */
  readonly trialMark?: TrialMark;
  /** The process's environment, which may name where GPU drivers lie; absent: they lie where they usually do. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A process of its own for the Transformer; absent: this one runs it, and does nothing else while it encodes a text. */
  readonly encodingProcess?: EncodingProcess;
  readonly log: Log;
}

export interface EncodingProcess {
  /** Absolute path of src/engine/embed/graphProcess.ts, or of its bundle. */
  readonly script: string;
  /** Hears that the process ended twice at one text: whoever has asked for it is told by its call's ProcessLost. */
  readonly onLost: () => void;
}

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

/** What the static student has loaded and the Transformer shares. */
interface Shared {
  readonly tokenizer: Tokenizer;
  readonly manifest: Manifest;
}

/** The student, and where its graphs run. */
interface Loaded {
  readonly student: Student;
  readonly graphs: Graphs;
}

async function loadStudent(
  options: EncoderOptions,
  { cores, now, loadRuntime: load }: Surroundings,
  { stop, ...shared }: Shared & { readonly stop: AbortSignal },
): Promise<Loaded> {
  const { tokenizer } = shared;
  const { log, encodingProcess } = options;
  const folder = join(options.assets.models, 'student');
  const manifest = await loadManifest(folder, 'student');
  if (manifest.files['vocabulary']?.sha256 !== shared.manifest.files['vocabulary']?.sha256) {
    const message = 'The two models were made for different vocabularies: reinstall Homing.';
    throw new EngineError('modelIncompatible', message);
  }
  const threads = options.threads > 0 ? options.threads : Math.max(1, Math.floor(cores / 2));
  const graphs =
    encodingProcess === undefined
      ? await loadGraphs(manifest, log, load)
      : await remoteGraphs({ ...encodingProcess, folder, threads, log, stop });
  const gpus = gpuTargets().map((target) => ({
    ...target,
    open: async (): Promise<Session> => {
      if (!gpuMayExist(options.environment ?? {})) throw new Error('no Vulkan driver is installed');
      return graphs.open({ type: 'gpu', ...target });
    },
  }));
  const parts = {
    manifest,
    tokenizer,
    openCpu: () => graphs.open(processorOf(graphs, threads)),
    gpus,
    fallback: graphs.fallback,
    preference: options.device,
    mark: options.trialMark ?? trialMark(null),
    log,
    now,
  } as const;
  try {
    return { student: await openStudent(parts), graphs };
  } catch (error) {
    await graphs.close();
    throw error;
  }
}

/**
 * Opens both students: the static one at once, the Transformer when it is first asked for; where that fails, when it is asked
 * for again. Rejects with EngineError
 * `modelMissing`, `modelDamaged` or `modelIncompatible`; `student()` with these and `nativeMissing`.
 */
export async function openEncoders(options: EncoderOptions, surroundings = machine): Promise<Encoders> {
  const { manifest, tokenizer, encoder: staticStudent } = await openStaticStudent(options.assets.models);
  let loading: Promise<Loaded> | null = null;
  let student: Student | null = null;
  let closed = false;
  const stopping = new AbortController();
  const closedError = (): EngineError =>
    new EngineError('closed', 'The encoders were closed: open them again.');
  const load = createOnce(async (): Promise<Encoder> => {
    loading = loadStudent(options, surroundings, { tokenizer, manifest, stop: stopping.signal });
    try {
      return (student = (await loading).student);
    } catch (error) {
      throw closed ? closedError() : error;
    }
  });
  return {
    staticStudent,
    student: () => (closed ? Promise.reject(closedError()) : load()),
    deviceReason: () => student?.deviceReason() ?? firstDevice(options.device, missingRuntime()),
    close: async () => {
      closed = true;
      // What hangs while it loads is not waited for.
      if (student === null) stopping.abort();
      const opened = (await loading?.catch(() => null)) ?? null;
      if (opened !== null) await closeBoth(opened);
    },
  };
}

/** Milliseconds that what is being encoded, or tried, may take to end: a call takes a tenth of a second. */
const longestEnd = 2_000;

async function closeBoth({ student, graphs }: Loaded): Promise<void> {
  // A driver that hangs is ended with its process.
  const timer = setTimeout(() => void graphs.close(), longestEnd);
  await student.close();
  clearTimeout(timer);
  await graphs.close();
}
