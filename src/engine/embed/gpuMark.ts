/** A note of how the GPU is being tried, which outlives a process that its driver ends, and one that outlives encoders. */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds after which a driver that ended a process is tried again: it may be another one by then. */
const forgivenAfter = 7 * 24 * 3_600_000;

export interface TrialMark {
  /** The first of `targets`, by name and in their order, that may be tried; or why none may, as a phrase. */
  begin(targets: readonly string[]): number | string;
  /** It is the turn of this one. */
  trying(target: string): void;
  /** The process has survived it. */
  end(): void;
  /** Its driver has ended the process that encodes: while this one lives it is not tried again. `reason`: as a phrase. */
  giveUp(reason: string): void;
  /** Somebody asks for the GPU anew: what was given up is tried again. */
  forgive(): void;
}

/** `file`: absolute; null or not writable: what ends this process is not remembered. */
export function trialMark(file: string | null): TrialMark {
  let givenUp: string | null = null;
  /** What has ended a process before, and when, milliseconds. */
  let before: Killer | null = null;
  const write = (pid: number, target: string): void => {
    if (file === null) return;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, `${pid} ${target}`, { mode: 0o600 });
      if (pid === nobody && before !== null) utimesSync(file, before.at / 1_000, before.at / 1_000);
    } catch {
      // Then a driver that ends the process does so every time, as without this.
    }
  };
  return {
    begin: (targets) => {
      if (givenUp !== null) return givenUp;
      before = file === null ? null : killerIn(file);
      if (before === null) return 0;
      // One that stands before it has been tried and did not serve, or has ended a process too.
      const first = targets.indexOf(before.target) + 1;
      return first > 0 && first < targets.length
        ? first
        : 'its driver ended the process when the GPU was last tried (see `homing doctor`)';
    },
    trying: (target) => write(process.pid, target),
    end: () => {
      try {
        if (before !== null) write(nobody, before.target);
        else if (file !== null) rmSync(file, { force: true });
      } catch {
        // It says of a process that lives on that it died; the next trial is a week later than it could be.
      }
    },
    giveUp: (reason) => (givenUp = reason),
    forgive: () => (givenUp = null),
  };
}

/** In place of a process that is known to have ended. */
const nobody = 0;

interface Killer {
  /** Empty where it is not known which one it was. */
  readonly target: string;
  /** Milliseconds. */
  readonly at: number;
}

/** What a process tried that is gone and did not come to the end of its trial. */
function killerIn(file: string): Killer | null {
  try {
    const [, pid = '', target = ''] = /^(\d+)(?: (.+))?$/.exec(readFileSync(file, 'utf8')) ?? [];
    const at = statSync(file).mtimeMs;
    const isOver = pid !== '' && (Number(pid) === nobody || !isAlive(Number(pid)));
    return isOver && Date.now() - at <= forgivenAfter ? { target, at } : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
