/** A note that the GPU is being tried, which outlives a process that its driver ends, and one that outlives encoders. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds after which a driver that ended a process is tried again: it may be another one by then. */
const forgivenAfter = 7 * 24 * 3_600_000;

export interface TrialMark {
  /** Null where the trial may begin; else why it may not, as a phrase. */
  begin(): string | null;
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
  return {
    begin: () => {
      if (givenUp !== null) return givenUp;
      if (file === null) return null;
      if (hasKilled(file))
        return 'its driver ended the process when the GPU was last tried (see `homing doctor`)';
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(file, String(process.pid), { mode: 0o600 });
      } catch {
        // Then a driver that ends the process does so every time, as without this.
      }
      return null;
    },
    end: () => {
      try {
        if (file !== null) rmSync(file, { force: true });
      } catch {
        // It says of a process that lives on that it died; the next trial is a week later than it could be.
      }
    },
    giveUp: (reason) => (givenUp = reason),
    forgive: () => (givenUp = null),
  };
}

/** Whether a process that is gone began a trial and did not come to its end. */
function hasKilled(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const isOld = Date.now() - statSync(file).mtimeMs > forgivenAfter;
    return !isOld && Number.isSafeInteger(pid) && pid > 0 && !isAlive(pid);
  } catch {
    return false;
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
