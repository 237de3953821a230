import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SourceFile } from '../types.ts';
import type { FileContents, ReadBefore } from './readFile.ts';
import type { ThreadAnswer, ThreadData, ThreadRequest } from './readingThread.ts';

/**
 * Threads that read files beside the one that commits, one a core: committing takes a quarter of the time of reading, and
 * they give way to it. More than three fill its queue faster than it writes. Each takes about 80 MB while it reads.
 */
const mostThreads = 3;
/** Files that a thread has at once: the one that it reads and the next, so that it never waits. */
const filesAThread = 2;
/** Files that are under way or read and not yet committed: enough that a large one does not hold up the others. */
const aheadOfCommit = 64;

export interface ReadingPool {
  /** How many files should be under way. */
  readonly ahead: number;
  /** Rejects where the thread that reads it has died. */
  read(file: SourceFile, before: ReadBefore | null): Promise<FileContents>;
  close(): void;
}

interface Waiting {
  readonly request: ThreadRequest;
  readonly resolve: (contents: FileContents) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds after which a thread that answers nothing is ended, and its files are read by the main thread. */
const longestSilence = 60_000;

interface Thread {
  readonly worker: Worker;
  watchdog: NodeJS.Timeout | null;
  /** Oldest first; null once the thread has ended. */
  waiting: Waiting[] | null;
}

/** Milliseconds that threads may take to begin, which they do within one: a slow disk has them read their script from it. */
const longestStart = 20_000;

export interface PoolOptions {
  readonly staticId: string;
  /** Nobody wants them any more. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, see `longestStart`. */
  readonly startLimit?: number;
}

/**
 * Starts the threads. Rejects where they cannot be started, do not begin in time or are not wanted any more, or where their
 * static student is not `staticId`: vectors of two must never be mixed.
 */
export async function openReadingPool(
  script: string,
  data: ThreadData,
  { staticId, signal, startLimit = longestStart }: PoolOptions,
): Promise<ReadingPool> {
  const count = Math.max(1, Math.min(mostThreads, availableParallelism()));
  const threads = Array.from({ length: count }, () => startThread(script, data));
  const close = (): void => {
    for (const { worker } of threads) void worker.terminate();
  };
  const limit = AbortSignal.any([AbortSignal.timeout(startLimit), ...(signal === undefined ? [] : [signal])]);
  try {
    for (const found of await Promise.all(threads.map(({ worker }) => ready(worker, limit)))) {
      if (found !== staticId) throw new Error(`The threads have ${found}, not ${staticId}.`);
    }
  } catch (error) {
    close();
    throw error;
  }
  const queue: Waiting[] = [];
  const next = (): void => {
    for (const thread of threads) {
      while (thread.waiting !== null && thread.waiting.length < filesAThread) {
        const first = queue.shift();
        if (first === undefined) return;
        hand(thread, first);
      }
    }
    if (threads.every(({ waiting }) => waiting === null)) {
      for (const { reject } of queue.splice(0)) reject(new Error('The threads that read files have ended.'));
    }
  };
  for (const { worker } of threads) for (const event of ['message', 'exit']) worker.on(event, next);
  return {
    ahead: aheadOfCommit,
    read: (file, before) =>
      new Promise((resolve, reject) => {
        queue.push({ request: { file, before }, resolve, reject });
        next();
      }),
    close,
  };
}

function hand(thread: Thread, waiting: Waiting): void {
  thread.waiting?.push(waiting);
  thread.worker.postMessage(waiting.request);
  if (thread.watchdog === null) watch(thread);
}

/** Megabytes for what a thread has just made. V8 would take 48 and keep them; with 4 it is no slower. */
const youngMegabytes = 4;

function startThread(script: string, workerData: ThreadData): Thread {
  const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytes };
  const worker = new Worker(script, { workerData, name: 'homing-reading', resourceLimits });
  const thread: Thread = { worker, waiting: [], watchdog: null };
  worker.on('message', (answer: ThreadAnswer) => {
    if (answer.type !== 'read') return;
    thread.waiting?.shift()?.resolve(answer.contents);
    watch(thread);
  });
  const end = (error: unknown): void => {
    const { waiting } = thread;
    thread.waiting = null;
    watch(thread);
    for (const { reject } of waiting ?? []) reject(error);
  };
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`A thread that reads files ended with code ${code}.`)));
  return thread;
}

/** Ends the thread if it has something to do and answers nothing for long. */
function watch(thread: Thread): void {
  clearTimeout(thread.watchdog ?? undefined);
  const isBusy = thread.waiting !== null && thread.waiting.length > 0;
  thread.watchdog = isBusy ? setTimeout(() => void thread.worker.terminate(), longestSilence) : null;
}

function ready(worker: Worker, limit: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('A thread did not begin in time.'));
    if (limit.aborted) giveUp();
    limit.addEventListener('abort', giveUp, { once: true });
    worker.once('message', (answer: ThreadAnswer) =>
      answer.type === 'ready' ? resolve(answer.staticId) : reject(new Error('A thread did not begin.')),
    );
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A thread ended with code ${code}.`)));
  });
}
