import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../errors.ts';

/** Milliseconds of work between two pauses, so that queries get their turn. */
const sliceMs = 4;

export interface PauseParts {
  readonly signal?: AbortSignal | undefined;
  /** Work goes on when this resolves. */
  readonly mayGoOn?: (() => Promise<void>) | undefined;
}

/** Gives way to other work where `sliceMs` have gone by since it last did; throws EngineError `aborted`. */
export function createPause(parts: PauseParts): () => Promise<void> {
  let last = performance.now();
  return async () => {
    throwIfAborted(parts.signal);
    if (performance.now() - last < sliceMs) return;
    await giveWay(parts);
    last = performance.now();
  };
}

/** Lets others go first; throws EngineError `aborted`. */
export async function giveWay({ signal, mayGoOn }: PauseParts): Promise<void> {
  await setImmediate();
  await mayGoOn?.();
  throwIfAborted(signal);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new EngineError('aborted', 'The indexing was stopped.');
}
