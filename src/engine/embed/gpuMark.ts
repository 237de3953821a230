/** A note of how the GPU is being tried, which outlives a process that its driver ends, and one that outlives encoders. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds after which a driver that ended a process is tried again: it may be another one by then. */
const forgivenAfter = 7 * 24 * 3_600_000;

export interface TrialMark {
  /** Those of `targets`, names in their order, that may be tried, at least one; or why none may, as a phrase. */
  begin(targets: readonly string[]): readonly string[] | string;
  /** It is the turn of this one. */
  trying(target: string): void;
  /** The process has survived it. */
  end(): void;
  /** Its driver has ended the process that encodes: while this one lives it is not tried again. `reason`: as a phrase. */
  giveUp(reason: string): void;
  /** Somebody asks for the GPU anew: what was given up is tried again. */
  forgive(): void;
}

const hindrance = 'its driver ended the process when the GPU was last tried (see `homing doctor`)';

/** `file`: absolute; null or not writable: what ends this process is not remembered. */
export function trialMark(file: string | null): TrialMark {
  let givenUp: string | null = null;
  /** What has ended a process before, and when, milliseconds. */
  let ended: Ended = { targets: [], at: 0 };
  const write = (trying: string | null): void => {
    if (file === null) return;
    try {
      const note: Note = { pid: process.pid, trying, ended: ended.targets };
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const unfinished = `${file}.${process.pid}`;
      writeFileSync(unfinished, JSON.stringify(note), { mode: 0o600 });
      if (trying === null) utimesSync(unfinished, ended.at / 1_000, ended.at / 1_000);
      renameSync(unfinished, file);
    } catch {
      // Then a driver that ends the process does so every time, as without this.
    }
  };
  return {
    begin: (targets) => {
      if (givenUp !== null) return givenUp;
      ended = (file === null ? null : endedIn(file)) ?? { targets: [], at: 0 };
      const left = targets.filter((target) => !ended.targets.includes(target));
      return left.length > 0 || targets.length === 0 ? left : hindrance;
    },
    trying: write,
    end: () => {
      try {
        if (file === null || noteIn(file)?.pid !== process.pid) return;
        if (ended.targets.length > 0) write(null);
        else rmSync(file, { force: true });
      } catch {
        // It says of a process that lives on that it died; the next trial is a week later than it could be.
      }
    },
    giveUp: (reason) => (givenUp = reason),
    forgive: () => (givenUp = null),
  };
}

interface Note {
  /** Of the process that has written it. */
  readonly pid: number;
  /** Null where its trial is over. */
  readonly trying: string | null;
  /** What had ended processes before. */
  readonly ended: readonly string[];
}

interface Ended {
  readonly targets: readonly string[];
  /** Milliseconds. */
  readonly at: number;
}

/** Null where nothing has ended a process of late, or there is no note of it. */
function endedIn(file: string): Ended | null {
  try {
    const at = statSync(file).mtimeMs;
    const note = noteIn(file);
    if (note === null || Date.now() - at > forgivenAfter) return null;
    const { pid, trying, ended } = note;
    return { targets: trying === null || isAlive(pid) ? ended : [...ended, trying], at };
  } catch {
    return null;
  }
}

/** Null where it is no note. Throws where there is no file, or what is no JSON. */
function noteIn(file: string): Note | null {
  const { pid, trying, ended } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Note>;
  if (!Number.isSafeInteger(pid) || pid === undefined || !Array.isArray(ended)) return null;
  return { pid, trying: trying ?? null, ended };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
