/** What makes looks through a whole folder quick, kept from one to the next. */
import type { DatabaseSync } from 'node:sqlite';
import { AheadThread } from '../discover/ahead.ts';
import type { NameVerdict } from '../discover/walk.ts';
import type { Assets } from '../types.ts';
import { readMeta } from './meta.ts';
import type { KnownFiles } from './plan.ts';
import { countAll, type Counts } from './queries.ts';

export interface Looking {
  readonly lastLook: LastLook;
  /** What the names of files told: a hundred bytes each, of `mostNames` at the most. */
  names(): Map<string, NameVerdict>;
  /** Asks for stats beside the thread that walks; null: there is none. */
  readonly aheadThread: AheadThread | null;
}

const mostNames = 65_536;

export function createLooking({ aheadThread }: Assets): Looking {
  const names = new Map<string, NameVerdict>();
  return {
    lastLook: new LastLook(),
    names: () => {
      if (names.size > mostNames) names.clear();
      return names;
    },
    aheadThread: aheadThread === undefined ? null : new AheadThread(aheadThread),
  };
}

/** What the last look found to be as it was known: read once, it serves until something is committed. */
export class LastLook {
  #known: KnownFiles | null = null;
  #stamp = '';
  #counts: Counts | null = null;
  #countsStamp = '';
  readonly #done = new Set<string>();
  #doneStamp = '';

  /** Null where it is not there, or no longer true. It is the caller's until it is kept again. */
  take(database: DatabaseSync): KnownFiles | null {
    const known = stampOf(database) === this.#stamp ? this.#known : null;
    this.#known = null;
    known?.beginAgain();
    return known;
  }

  keep(database: DatabaseSync, known: KnownFiles): void {
    this.#known = known;
    this.#stamp = stampOf(database);
  }

  /** Whether nothing was left to do of this kind, and nothing was committed since. */
  isDone(database: DatabaseSync, work: string): boolean {
    return this.#done.has(work) && stampOf(database) === this.#doneStamp;
  }

  noteDone(database: DatabaseSync, work: string): void {
    const stamp = stampOf(database);
    if (stamp !== this.#doneStamp) this.#done.clear();
    this.#doneStamp = stamp;
    this.#done.add(work);
  }

  /** Of all files and chunks. */
  counts(database: DatabaseSync): Counts {
    const stamp = stampOf(database);
    if (this.#counts === null || stamp !== this.#countsStamp) this.#counts = countAll(database);
    this.#countsStamp = stamp;
    return this.#counts;
  }
}

/** Another one after every commit, and in an index that was begun anew. */
export function stampOf(database: DatabaseSync): string {
  return `${readMeta(database, 'revision') ?? ''} ${readMeta(database, 'lastCommit') ?? ''}`;
}
