import { spawn } from 'node:child_process';

/** Where the Transformer runs after everything was tried, why, and what was said meanwhile. */
export interface Trial {
  readonly device: string;
  readonly notes: readonly string[];
}

/** Milliseconds after which the driver is taken to hang: a GPU takes a few seconds, one of software that was asked for 46 s on two busy cores. */
const longestTrial = 60_000;

interface TrialProcess {
  readonly program: string;
  readonly args: readonly string[];
  /** Ends the process and rejects with its reason. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly limit?: number;
}

/** The trial that a process of its own writes as JSON: a GPU's driver may end it, and what hangs in native code hears no signal but SIGKILL. */
export function trialOf({ program, args, signal, limit = longestTrial }: TrialProcess): Promise<Trial> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      signal,
      killSignal: 'SIGKILL',
    });
    let isLate = false;
    const timer = setTimeout(() => (isLate = child.kill('SIGKILL')), limit);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => {
      if (!signal.aborted)
        resolve({ device: 'unknown: the trial could not be started', notes: [error.message] });
    });
    child.on('close', (code, ending) => {
      clearTimeout(timer);
      if (signal.aborted) reject(signal.reason as Error);
      const how = isLate
        ? `did not answer for ${limit / 1_000} s`
        : `${endedIt} (${ending ?? `exit code ${String(code)}`})`;
      resolve(readTrial(output) ?? { device: `${untold} ${how}`, notes: [] });
    });
  });
}

const untold = 'cpu: the trial of the GPU';
const endedIt = 'ended its process';

/** Whether a driver has ended the process of the trial. */
export function hasEnded({ device }: Trial): boolean {
  return device.startsWith(`${untold} ${endedIt}`);
}

function readTrial(text: string): Trial | null {
  try {
    return JSON.parse(text) as Trial;
  } catch {
    return null;
  }
}
