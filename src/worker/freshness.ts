/** Notices by itself that a folder has moved on, for whatever reason no event of the editor told of it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../engine/engine.ts';
import type { IndexParams } from '../protocol/messages.ts';

/** Milliseconds between two looks at what git has checked out. */
const checkoutEvery = 2_000;
/** Milliseconds from one look at a folder's files to the next, and to the next where indexing did not end in time. */
const filesEvery = 1_000;
const busyPause = 10_000;
/** Milliseconds that a search waits for changed files to be read again. */
const patience = 200;
/** Changed files that a search waits for; more are read again behind it. */
const mostAwaited = 16;

export interface FreshnessParts {
  readonly engines: ReadonlyMap<string, Pick<Engine, 'changed' | 'checkedOut'>>;
  readonly queue: {
    readonly isPaused: boolean;
    isAt(root: string): boolean;
    request(params: IndexParams & { readonly root: string }): Promise<void>;
  };
  /** Milliseconds; for how long a search waits. Default 200. */
  readonly patience?: number;
}

interface Followed {
  /** As git had it when everything was last looked at, or asked for. */
  checkedOut: string | null;
  /** Of `performance.now()`: files are not looked at before. */
  notBefore: number;
  /** Likewise: an index that is gone is not asked for again before, as where it cannot be written. */
  notAnewBefore: number;
}

/**
 * Follows the folders that were asked to be indexed, until their index is cleared. Everything is looked at again when git
 * has checked out something else; before a search, files that were changed are read again if that is a matter of
 * milliseconds.
 */
export class Freshness {
  readonly #parts: FreshnessParts;
  readonly #followed = new Map<string, Followed>();
  #timer: NodeJS.Timeout | null = null;
  #isAutomatic = true;

  constructor(parts: FreshnessParts) {
    this.#parts = parts;
  }

  /** False: nothing is followed any more, whatever is asked to be indexed. */
  setAutomatic(automatic: boolean): void {
    this.#isAutomatic = automatic;
    if (!automatic) this.#followed.clear();
  }

  /** To be called before everything is looked at, so that no checkout falls between. */
  follow(root: string): void {
    const engine = this.#parts.engines.get(root);
    if (engine === undefined || !this.#isAutomatic) return;
    this.#followed.set(root, { checkedOut: engine.checkedOut(), notBefore: 0, notAnewBefore: 0 });
    if (this.#timer === null) this.#timer = setInterval(() => this.noticeCheckouts(), checkoutEvery).unref();
  }

  isFollowed(root: string): boolean {
    return this.#followed.has(root);
  }

  unfollow(root: string): void {
    this.#followed.delete(root);
  }

  /** Asks for everything where git has something else checked out than when it was last asked for. */
  noticeCheckouts(): void {
    if (this.#parts.queue.isPaused) return;
    for (const [root, followed] of this.#followed) {
      const now = this.#parts.engines.get(root)?.checkedOut() ?? null;
      if (now === null || now === followed.checkedOut) continue;
      followed.checkedOut = now;
      void this.#request(root, null);
    }
  }

  /** After a search that found no index in `roots`: it is made again where it was damaged, or cleared by another process. */
  noticeMissing(roots: readonly string[]): void {
    const { queue } = this.#parts;
    for (const root of queue.isPaused ? [] : roots) {
      const followed = this.#followed.get(root);
      if (followed === undefined || queue.isAt(root) || performance.now() < followed.notAnewBefore) continue;
      followed.notAnewBefore = performance.now() + busyPause;
      void this.#request(root, null);
    }
  }

  /** Before a search of `roots`: has the files that changed of those indexed last read again, as far as it is quick. */
  async catchUp(roots: readonly string[]): Promise<void> {
    this.noticeCheckouts();
    const due = roots.filter((root) => {
      const followed = this.#followed.get(root);
      if (followed === undefined || performance.now() < followed.notBefore) return false;
      followed.notBefore = performance.now() + filesEvery;
      return true;
    });
    await Promise.all(due.map((root) => this.#reread(root, null)));
  }

  /** After a search: the same with the files of its hits. True where the search is worth doing again. */
  async catchUpHits(hits: readonly { readonly root: string; readonly path: string }[]): Promise<boolean> {
    const paths = new Map<string, Set<string>>();
    for (const { root, path } of hits) {
      const followed = this.#followed.get(root);
      if (followed === undefined || this.#isBusy(followed)) continue;
      paths.set(root, (paths.get(root) ?? new Set()).add(path));
    }
    const again = await Promise.all([...paths].map(([root, found]) => this.#reread(root, [...found])));
    return again.includes(true);
  }

  #isBusy({ notBefore }: Followed): boolean {
    return notBefore - performance.now() > filesEvery;
  }

  /** True where something was read again, at least in part. */
  async #reread(root: string, among: readonly string[] | null): Promise<boolean> {
    const { engines, queue } = this.#parts;
    const changed = queue.isPaused ? [] : (engines.get(root)?.changed(among) ?? []);
    if (changed.length === 0) return false;
    const done = this.#request(root, changed).then(() => true);
    if (changed.length > mostAwaited) return false;
    const isDone = await Promise.race([done, wait(this.#parts.patience ?? patience, false)]);
    const followed = this.#followed.get(root);
    if (!isDone && followed !== undefined) followed.notBefore = performance.now() + busyPause;
    return true;
  }

  /** A failure shows in the folder's state; nobody waits for it here. */
  #request(root: string, only: readonly string[] | null): Promise<void> {
    return this.#parts.queue.request({ root, only }).catch(() => undefined);
  }
}
