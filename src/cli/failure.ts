import { inspect } from 'node:util';
import { EngineError, type ErrorCode } from '../engine/errors.ts';
import { OutputClosedError, OutputFailedError } from './standardOutput.ts';

/** Wrong usage, ending with exit code 2. `message` is one sentence that says what to do. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What only the command line can fail at, ending with exit code 1. `message` is one sentence that says what to do. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
  }
}

export const exitCodes = { success: 0, failure: 1, usage: 2 } as const;

/** How the process ends. `sentence` is null where there is nothing to say. */
export interface Ending {
  readonly exitCode: number;
  readonly sentence: string | null;
}

export function endingOf(error: unknown): Ending {
  if (error instanceof OutputClosedError) return { exitCode: exitCodes.success, sentence: null };
  if (error instanceof UsageError) return { exitCode: exitCodes.usage, sentence: error.message };
  if (error instanceof CommandError || error instanceof OutputFailedError)
    return { exitCode: exitCodes.failure, sentence: error.message };
  if (error instanceof EngineError) {
    const exitCode = isAboutQuery(error) ? exitCodes.usage : exitCodes.failure;
    return { exitCode, sentence: sentenceOf(error) };
  }
  const what = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return {
    exitCode: exitCodes.failure,
    sentence: `Something unexpected went wrong (${what ?? ''}): run it again with HOMING_DEBUG=1 to see where, and report it.`,
  };
}

/** Adds what the engine cannot know: that it was called from a terminal, with these commands and options. */
function sentenceOf({ code, message }: EngineError): string {
  const statement = message.replace(/\.$/, '');
  if (code === 'folderMissing') return `${statement}: name one that exists.`;
  if (code === 'notAFolder') return `${statement}: name a folder.`;
  if (code !== 'indexMissing') return message;
  return 'This folder is not indexed yet: run `homing index`, or search without --no-update.';
}

/** Everything that is known, for who asked for it with HOMING_DEBUG. */
export function debugText(error: unknown): string {
  return `${inspect(error)}\n`;
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof EngineError && error.code === code;
}

/** True when another query could be answered: the engine is well. */
export function isAboutQuery(error: unknown): error is EngineError {
  return hasCode(error, 'queryEmpty') || hasCode(error, 'queryInvalid');
}
