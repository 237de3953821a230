import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { gitHomeOf } from '../engine/discover/gitConfig.ts';
import { openEncoders, type EncoderOptions } from '../engine/embed/encoders.ts';
import { gpuMayExist } from '../engine/embed/gpuDriver.ts';
import { trialMark } from '../engine/embed/gpuMark.ts';
import { missingRuntime } from '../engine/embed/runtime.ts';
import { trialMarkIn } from '../engine/index/location.ts';
import { openEngine, type Engine, type IndexOptions } from '../engine/engine.ts';
import type { DevicePreference, Encoders, IndexSummary, Progress } from '../engine/types.ts';
import type { Context } from './context.ts';

/** Milliseconds without a sign of work after which we say what it may be waiting for. */
const silence = 2_000;

interface EncoderSettings {
  /** Where to encode; absent: as the command line says. */
  readonly device?: DevicePreference | undefined;
  /** True: in this process, whatever a GPU's driver does to it. */
  readonly here?: boolean;
}

/** Loads both students. */
export async function withEncoders<T>(
  context: Context,
  use: (encoders: Encoders) => Promise<T>,
  { device = context.invocation.device, here = false }: EncoderSettings = {},
): Promise<T> {
  const { threads } = context.invocation;
  const encoders = await openEncoders({
    assets: context.assets,
    device,
    threads,
    trialMark: trialMark(trialMarkIn(context.storage)),
    environment: process.env,
    log: context.log,
    ...(here ? {} : encodingProcessFor(device, context)),
  });
  try {
    return await use(encoders);
  } finally {
    await encoders.close();
  }
}

/**
 * A process of its own for the Transformer where a GPU may be used: its driver may end or hang that process at any time, in
 * its trial or under load later, and the texts are then encoded on the CPU. Elsewhere this process encodes: another one
 * would cost its start and its memory.
 */
function encodingProcessFor(
  device: DevicePreference,
  { packageRoot }: Context,
): Pick<EncoderOptions, 'encodingProcess'> {
  const script = path.join(packageRoot, 'dist', 'encoding.cjs');
  const mayUseGpu = device !== 'cpu' && missingRuntime() === null && gpuMayExist(process.env);
  if (!mayUseGpu || !existsSync(script)) return {};
  // Who asked for the text hears of it by the call's own error.
  return { encodingProcess: { script, onLost: () => undefined } };
}

interface EngineSettings {
  readonly folder: string;
  readonly encoders: Encoders;
  /** Absent: the engine's own. */
  readonly lockTimeoutMs?: number;
  /** Globs; absent: as they were when it was last indexed. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export async function withEngine<T>(
  context: Context,
  { folder, ...settings }: EngineSettings,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { storage, assets, log } = context;
  const git = gitHomeOf(process.env, homedir());
  const engine = await openEngine({ root: folder, storage, assets, log, git, ...settings });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** Indexes with progress on standard error. `watch` sees every progress too. */
export async function runIndex(
  context: Context,
  engine: Engine,
  options: IndexOptions,
  watch?: (progress: Progress) => void,
): Promise<IndexSummary> {
  const { reporter } = context;
  const run = engine.index({ signal: context.signal, ...options });
  const timer = setTimeout(() => {
    reporter.note('Waiting: another process may be indexing this folder.');
  }, silence);
  try {
    for (;;) {
      const step = await run.next();
      clearTimeout(timer);
      if (step.done === true) return step.value;
      watch?.(step.value);
      reporter.progress(step.value);
    }
  } finally {
    clearTimeout(timer);
    reporter.clear();
  }
}
