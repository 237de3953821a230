/** What is to be indexed, one run at a time over all folders, and at most one run a folder waiting. */
import type { Engine, IndexOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { IndexSummary, Log } from '../engine/types.ts';
import type { IndexParams } from '../protocol/messages.ts';
import { toFailure } from '../protocol/rpc.ts';
import type { Gate } from './gate.ts';
import { Later, type LaterTimes } from './later.ts';
import { countIn, type Report } from './report.ts';

export interface IndexQueueParts {
  readonly engines: ReadonlyMap<string, Engine>;
  readonly gate: Gate;
  readonly report: Report;
  readonly log: Log;
  /** Hears that a run has ended, however it did. */
  readonly onRest?: () => void;
  /** When a folder is tried again that another process indexes. */
  readonly later?: LaterTimes;
}

/** What one folder waits for. */
interface Wanted {
  /** True: look at everything. */
  whole: boolean;
  readonly paths: Set<string>;
  /** Of the editors that were open when it was last asked for. */
  near: readonly string[];
  readonly waiters: Waiter[];
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Run {
  readonly root: string;
  readonly whole: boolean;
  readonly controller: AbortController;
  /** Everything is searchable; only better vectors are missing. */
  searchable: boolean;
  /** Files were read that the shell has not been told of yet. */
  hasRead: boolean;
  /** Whether what it was asked for is asked for again after it was stopped. */
  again: boolean;
  /** The folder is not to be indexed any more: nothing asks for it again. */
  isGivenUp: boolean;
  readonly done: Promise<void>;
}

export class IndexQueue {
  readonly #parts: IndexQueueParts;
  readonly #wanted = new Map<string, Wanted>();
  /** What another process was in the way of, and is asked for again in a while. */
  readonly #later: Later<Waiter>;
  #run: Run | null = null;
  #paused = false;

  constructor(parts: IndexQueueParts) {
    this.#parts = parts;
    this.#later = new Later(parts.later);
  }

  /** Resolves when everything that was asked for of this folder so far is up to date. */
  request(
    { root, only, near = [] }: IndexParams & { readonly root: string },
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.#run?.root === root && this.#run.isGivenUp) return Promise.reject(stopped());
    const wanted = this.#wanted.get(root) ?? { whole: false, paths: new Set(), near: [], waiters: [] };
    this.#wanted.set(root, wanted);
    if (only === null) wanted.whole = true;
    else for (const path of only) wanted.paths.add(path);
    const open = near.filter((each) => each.root === root).map(({ path }) => path);
    if (open.length > 0) wanted.near = open;
    const settled = new Promise<void>((resolve, reject) => {
      wanted.waiters.push({ resolve, reject });
      signal?.addEventListener('abort', () => reject(new EngineError('aborted', 'It was stopped.')), {
        once: true,
      });
    });
    this.#yieldToChanges(wanted);
    if (this.#run?.root !== root) this.#showWaiting(root);
    this.#next();
    return settled;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Whether the folder is being indexed, or will be. */
  isAt(root: string): boolean {
    return this.#run?.root === root || this.#wanted.has(root) || this.#later.has(root);
  }

  pause(): void {
    this.#paused = true;
    this.#parts.report.setPaused(true);
    this.#interrupt(true);
  }

  resume(): void {
    this.#paused = false;
    this.#parts.report.setPaused(false);
    this.#next();
  }

  /** Forgets what is wanted of a folder, and ends its run; what is asked for meanwhile is refused. */
  async stop(root: string): Promise<void> {
    const waiters = [...(this.#wanted.get(root)?.waiters ?? []), ...this.#later.take(root)];
    this.#wanted.delete(root);
    for (const { reject } of waiters) reject(stopped());
    if (this.#run?.root !== root) return;
    this.#interrupt(false);
    this.#run.isGivenUp = true;
    await this.#run.done;
  }

  /** Changed files are made searchable before more vectors of others are made better. */
  #yieldToChanges(wanted: Wanted): void {
    if (wanted.paths.size > 0 && this.#run?.whole === true && this.#run.searchable) this.#interrupt(true);
  }

  #interrupt(again: boolean): void {
    if (this.#run === null) return;
    this.#run.again = again;
    this.#run.controller.abort();
  }

  #showWaiting(root: string): void {
    this.#parts.report.update(root, { activity: { type: 'waiting', for: 'turn' } });
  }

  #next(): void {
    if (this.#run !== null || this.#paused) return;
    const [entry] = [...this.#wanted].sort(
      ([, a], [, b]) => Number(b.paths.size > 0) - Number(a.paths.size > 0),
    );
    if (entry === undefined) return;
    const [root, wanted] = entry;
    const engine = this.#parts.engines.get(root);
    this.#wanted.delete(root);
    if (engine === undefined) {
      const error = new EngineError('aborted', 'The folder is not searched any more.');
      for (const { reject } of wanted.waiters) reject(error);
      this.#next();
      return;
    }
    // Changes alone first; the rest of the folder keeps waiting, and its waiters with it.
    const changesOnly = wanted.paths.size > 0;
    if (changesOnly && wanted.whole) {
      this.#wanted.set(root, {
        whole: true,
        paths: new Set(),
        near: wanted.near,
        waiters: [...wanted.waiters],
      });
      wanted.waiters.length = 0;
    }
    const options: IndexOptions = changesOnly
      ? { only: [...wanted.paths], until: wanted.whole ? 'static' : 'student' }
      : { near: wanted.near };
    this.#start({ root, wanted, engine, options });
  }

  #start(work: Work): void {
    const controller = new AbortController();
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const { root } = work;
    const whole = work.options.only === undefined;
    const begun = { searchable: false, hasRead: false, again: false, isGivenUp: false };
    const run: Run = { root, whole, controller, ...begun, done };
    this.#run = run;
    void this.#perform(work, run).finally(() => {
      this.#run = null;
      finish();
      this.#parts.onRest?.();
      this.#next();
    });
  }

  async #perform(work: Work, run: Run): Promise<void> {
    const { root, wanted, engine } = work;
    const { report, log } = this.#parts;
    try {
      const summary = await this.#index(work, run);
      this.#later.free(root);
      const { files, chunks, embedded, reused } = summary;
      log('debug', `Indexed: ${files} files, ${embedded} chunks encoded, ${reused} reused.`);
      if (run.whole) {
        report.update(root, { counts: { files, chunks, skipped: summary.skipped.length } });
        report.leaveOut(root, summary.skipped);
      } else {
        report.count(root, summary);
      }
      report.update(root, { activity: { type: 'idle' } });
      for (const { resolve } of wanted.waiters) resolve();
    } catch (error) {
      this.#fail(work, run, error);
      countIn(report, root, engine);
    }
    this.#tellRead(root, run);
    if (this.#wanted.has(root)) this.#showWaiting(root);
  }

  async #index({ root, engine, options }: Work, run: Run): Promise<IndexSummary> {
    const { gate, report } = this.#parts;
    const steps = engine.index({
      ...options,
      signal: run.controller.signal,
      mayGoOn: () => gate.open(),
    });
    for (;;) {
      await gate.open();
      const step = await steps.next();
      if (step.done === true) return step.value;
      if (step.value.type === 'reading') run.hasRead ||= step.value.done > 0;
      if (step.value.type === 'embedding') {
        if (!run.searchable) countIn(report, root, engine);
        run.searchable = true;
        this.#tellRead(root, run);
      }
      report.update(root, { activity: { type: 'indexing', progress: step.value } });
    }
  }

  /** To be told as soon as it can be found, not when its better vectors are there. */
  #tellRead(root: string, run: Run): void {
    if (run.hasRead) this.#parts.report.renew(root);
    run.hasRead = false;
  }

  #fail({ root, wanted, options }: Work, run: Run, error: unknown): void {
    const { report, log } = this.#parts;
    const failure = toFailure(error);
    if (failure.code !== 'indexLocked') this.#later.free(root);
    if (failure.code === 'aborted' || failure.code === 'indexLocked') {
      if (run.isGivenUp || (failure.code === 'aborted' && !run.again)) {
        report.update(root, { activity: { type: 'idle' } });
        for (const { reject } of wanted.waiters) reject(error);
        return;
      }
      if (failure.code === 'aborted') this.#wantAgain(root, wanted, options);
      else this.#wantLater(root, wanted, options);
      return;
    }
    log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
    report.update(root, { activity: { type: 'failed', failure } });
    for (const { reject } of wanted.waiters) reject(error);
  }

  #wantLater(root: string, wanted: Wanted, options: IndexOptions): void {
    this.#parts.report.update(root, { activity: { type: 'waiting', for: 'otherProcess' } });
    this.#later.put(root, wanted.waiters, () => {
      this.#wantAgain(root, wanted, options);
      this.#next();
    });
  }

  #wantAgain(root: string, { waiters, near }: Wanted, { only }: IndexOptions): void {
    const wanted = this.#wanted.get(root) ?? { whole: false, paths: new Set(), near, waiters: [] };
    if (only === undefined) wanted.whole = true;
    for (const path of only ?? []) wanted.paths.add(path);
    wanted.waiters.push(...waiters);
    this.#wanted.set(root, wanted);
  }
}

function stopped(): EngineError {
  return new EngineError('aborted', 'Indexing was stopped.');
}

interface Work {
  readonly root: string;
  readonly wanted: Wanted;
  readonly engine: Engine;
  readonly options: IndexOptions;
}
