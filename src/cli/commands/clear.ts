import { setTimeout } from 'node:timers/promises';
import { clearAllIndexes, clearIndex } from '../../engine/engine.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes, hasCode } from '../failure.ts';

type ClearCommand = Extract<Command, { name: 'clear' | 'clearAll' }>;

/** Milliseconds to wait for a writer, as the engine does before it writes itself. */
const patience = 30_000;
const retryEvery = 250;

export async function runClearCommand(context: Context, command: ClearCommand): Promise<number> {
  const { storage, signal } = context;
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      if (command.name === 'clear') await clearIndex({ root: command.folder, storage });
      else await clearAllIndexes(storage);
      return exitCodes.success;
    } catch (error) {
      if (!hasCode(error, 'indexLocked') || performance.now() >= deadline) throw error;
    }
    await setTimeout(retryEvery, undefined, { signal });
  }
}
