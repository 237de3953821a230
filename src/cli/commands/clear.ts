import { clearAllIndexes, clearIndex } from '../../engine/engine.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';

type ClearCommand = Extract<Command, { name: 'clear' | 'clearAll' }>;

export async function runClearCommand(context: Context, command: ClearCommand): Promise<number> {
  if (command.name === 'clear') await clearIndex({ root: command.folder, storage: context.storage });
  else await clearAllIndexes(context.storage);
  return exitCodes.success;
}
