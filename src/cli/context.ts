import type { Assets, Log } from '../engine/types.ts';
import type { Invocation } from './commandLine.ts';
import type { Reporter } from './reporter.ts';
import type { WriteResult } from './standardOutput.ts';
import type { Paint } from './terminal.ts';

/** What a command is given besides its own settings. */
export interface Context {
  readonly invocation: Invocation;
  /** Absolute folder that holds every index. */
  readonly storage: string;
  readonly assets: Assets;
  readonly packageRoot: string;
  /** Fires when the user or the system wants an end. */
  readonly signal: AbortSignal;
  /** Ends when `signal` fires: who waits for a line would wait for ever. */
  standardInput(): AsyncIterable<Buffer | string>;
  readonly write: WriteResult;
  readonly paint: Paint;
  readonly reporter: Reporter;
  readonly log: Log;
}
