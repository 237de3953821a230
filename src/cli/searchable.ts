import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { DevicePreference, Encoders } from '../engine/types.ts';
import type { Retrieval } from './commandLine.ts';
import type { Context } from './context.ts';
import { hasCode } from './failure.ts';
import { runIndex, withEncoders, withEngine } from './session.ts';
import { counted } from './terminal.ts';

/** What a command wants before it searches. */
export type Readiness =
  /** Everything searchable, its vectors a little better each time. Does not wait long for another writer. */
  | 'soon'
  /** Every vector the Transformer's. */
  | 'complete';

/** Milliseconds a search waits for another writer before it uses what is there. */
const briefWait = 1_000;

/** Milliseconds that a search spends on Transformer vectors once everything is searchable. */
const encodingBudget = 2_000;

/**
 * Opens the indexes of the folders, brings each up to date as far as `readiness` asks for (unless `update` is false) and
 * uses them, by folder. While another process writes one, what it has committed is used.
 */
export async function withSearchable<T>(
  context: Context,
  retrieval: Retrieval,
  readiness: Readiness,
  use: (engines: ReadonlyMap<string, Engine>) => Promise<T>,
): Promise<T> {
  const device = readiness === 'soon' ? briefDevice(context) : undefined;
  return withEncoders(
    context,
    (encoders) => {
      const opening: Opening = { context, retrieval, readiness, encoders };
      const withAll = (opened: ReadonlyMap<string, Engine>): Promise<T> => {
        const next = retrieval.folders[opened.size];
        if (next === undefined) return use(opened);
        return withFolder(opening, next, (engine) => withAll(new Map([...opened, [next, engine]])));
      };
      return withAll(new Map());
    },
    { device },
  );
}

interface Opening {
  readonly context: Context;
  readonly retrieval: Retrieval;
  readonly readiness: Readiness;
  readonly encoders: Encoders;
}

async function withFolder<T>(
  { context, retrieval, readiness, encoders }: Opening,
  folder: string,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  if (!retrieval.update) return withEngine(context, { folder, encoders }, use);
  const bringUpToDate = readiness === 'soon' ? updateSoon : updateCompletely;
  const hindered = (engine: Engine): Promise<EngineError | null> =>
    hindranceOf(engine, () => bringUpToDate(context, engine, retrieval));
  if (readiness === 'soon') {
    const patient = { folder, encoders, lockTimeoutMs: briefWait };
    const found = await withEngine(context, patient, async (engine) => {
      const hindrance = await hindered(engine);
      if (hindrance !== null && (await engine.status()).lastCommit === null) return null;
      if (hindrance !== null) warnOf(hindrance, context);
      return { result: await use(engine) };
    });
    if (found !== null) return found.result;
  }
  return withEngine(context, { folder, encoders }, async (engine) => {
    const hindrance = await hindered(engine);
    if (hindrance !== null) warnOf(hindrance, context);
    return use(engine);
  });
}

/** A trial of the GPU takes longer than it could save in a search's short time. */
function briefDevice(context: Context): DevicePreference {
  const { device } = context.invocation;
  return device === 'auto' ? 'cpu' : device;
}

/**
 * Why the index could not be brought up to date, where it can be searched all the same: another process kept writing for
 * longer than the engine waits, or the disk is full or write-protected. Null where it is up to date.
 */
async function hindranceOf(engine: Engine, update: () => Promise<void>): Promise<EngineError | null> {
  try {
    await update();
    return null;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code === 'indexLocked') return error;
    if (error.code === 'storageUnwritable' && (await engine.status()).lastCommit !== null) return error;
    throw error;
  }
}

function warnOf({ code, message }: EngineError, context: Context): void {
  context.reporter.warning(
    code === 'indexLocked'
      ? 'Another process is indexing this folder: only what it has indexed so far is searched.'
      : `Only what was indexed before is searched. ${message}`,
  );
}

/** Without the Transformer everything is searchable all the same. */
function isModelFailure(error: unknown): boolean {
  const codes = ['modelMissing', 'modelDamaged', 'modelIncompatible', 'nativeMissing'] as const;
  return codes.some((code) => hasCode(error, code));
}

async function updateCompletely(context: Context, engine: Engine): Promise<void> {
  await runIndex(context, engine, { until: 'student' });
}

async function updateSoon(context: Context, engine: Engine, retrieval: Retrieval): Promise<void> {
  if (retrieval.request.mode === 'lexical') {
    await runIndex(context, engine, { until: 'static' });
    return;
  }
  const budget = new AbortController();
  const signal = AbortSignal.any([context.signal, budget.signal]);
  let timer: NodeJS.Timeout | undefined;
  let waiting = 0;
  try {
    await runIndex(context, engine, { until: 'student', signal }, (progress) => {
      if (progress.type !== 'embedding') return;
      waiting = progress.total - progress.done;
      timer ??= setTimeout(() => {
        budget.abort();
      }, encodingBudget);
    });
  } catch (error) {
    if (isModelFailure(error)) {
      context.reporter.warning(`Quick vectors alone are searched: ${(error as Error).message}`);
      return;
    }
    if (!hasCode(error, 'aborted') || context.signal.aborted) throw error;
    context.reporter.note(
      `${counted(waiting, 'chunk')} searched by quick vectors so far: \`homing index\` completes them.`,
    );
  } finally {
    clearTimeout(timer);
  }
}
