/**
 * Questions without a pause while files change: the worker, forked as the editor forks it, is asked at fixed moments
 * whether or not it has answered, so that a slow answer spares it nothing, and follows the changes of a busy branch
 * beside it. Then as many questions as it can take.
 */
import { join } from 'node:path';
import type { Client } from '../../src/protocol/rpc.ts';
import { createCorpus, type Corpus } from './corpus.ts';
import { forkWorker, type ForkedWorker } from './forkedWorker.ts';
import { createDice, type Dice } from './random.ts';
import { question } from './realEngine.ts';
import { workerConfiguration } from '../worker/configuration.ts';

export interface LoadShape {
  readonly seed: number;
  readonly files: number;
  readonly seconds: number;
  /** Questions a second. */
  readonly rate: number;
  /** Files that change, evenly over the time. */
  readonly changes: number;
  /** Seconds for each number of callers; 0: saturation is not looked for. */
  readonly saturationSeconds: number;
  readonly scratch: string;
  readonly say?: (line: string) => void;
}

/** Milliseconds from the moment a question was due to its answer, and when it was due, seconds from the start. */
interface Answer {
  readonly due: number;
  readonly ms: number;
}

interface Sample {
  /** Seconds from the start. */
  readonly at: number;
  /** Bytes the worker holds in memory, all threads. */
  readonly resident: number;
}

export interface LoadReport {
  readonly chunks: number;
  readonly answers: readonly Answer[];
  readonly memory: readonly Sample[];
  /** Answers a second by the number of callers that each wait for their answer before they ask again. */
  readonly saturation: readonly { readonly callers: number; readonly answers: number; readonly ms: number }[];
  /** One sentence each. */
  readonly faults: readonly string[];
}

const subjects = ['upload', 'header', 'circle', 'socket', 'branch', 'invoice', 'token', 'mail'] as const;
const phrases = [
  'what happens to the %s when the power fails',
  'where is the %s closed',
  'wait for the other side before the %s is sent',
  'count every %s',
  'retry the %s as long as there is room on the disk',
] as const;

/** Hardly ever the same twice, so that each has to be encoded. */
const ask = (dice: Dice): string =>
  `${dice.pick(phrases).replace('%s', dice.pick(subjects))} ${String(dice.below(10_000))}`;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** A running load: what is asked, changed and measured of one worker. */
class LoadRun {
  readonly answers: Answer[] = [];
  readonly memory: Sample[] = [];
  readonly faults: string[] = [];
  readonly #client: Client;
  readonly #corpus: Corpus;
  readonly #worker: ForkedWorker;
  readonly #dice: Dice;
  readonly #began = performance.now();

  constructor(worker: ForkedWorker, corpus: Corpus, dice: Dice) {
    this.#client = worker.client;
    this.#corpus = corpus;
    this.#worker = worker;
    this.#dice = dice;
  }

  /** Calls `act` at even intervals, whatever became of the calls before, and waits for all in the end. */
  async #atIntervals(times: number, seconds: number, act: (due: number) => Promise<void>): Promise<void> {
    const running: Promise<void>[] = [];
    for (let n = 0; n < times; n++) {
      const due = (n * seconds) / times;
      await wait(due * 1000 - (performance.now() - this.#began));
      running.push(act(due));
    }
    await Promise.all(running);
  }

  async #ask(due: number): Promise<void> {
    try {
      const { hits } = await this.search();
      if (hits === 0) this.faults.push(`a question at ${due.toFixed(1)} s found nothing`);
      this.answers.push({ due, ms: performance.now() - this.#began - due * 1000 });
    } catch (error) {
      this.faults.push(`a question at ${due.toFixed(1)} s failed: ${String(error)}`);
    }
  }

  async #change(due: number): Promise<void> {
    const only = this.#corpus.change(1);
    try {
      await this.#client.call('index', { root: this.#corpus.root, only });
    } catch (error) {
      this.faults.push(`a change at ${due.toFixed(1)} s failed: ${String(error)}`);
    }
  }

  async search(): Promise<{ readonly hits: number }> {
    const request = question(ask(this.#dice));
    const { hits } = await this.#client.call('search', { request, within: null });
    return { hits: hits.length };
  }

  async run({ seconds, rate, changes, say }: LoadShape): Promise<void> {
    const tenth = Math.max(1, Math.round(seconds / 10));
    await Promise.all([
      this.#atIntervals(seconds * rate, seconds, (due) => this.#ask(due)),
      this.#atIntervals(changes, seconds, (due) => this.#change(due)),
      this.#atIntervals(seconds, seconds, (at) => {
        this.memory.push({ at, resident: this.#worker.resident() });
        if (at > 0 && at % tenth === 0) say?.(`${this.answers.length} answers in ${at} s`);
        return Promise.resolve();
      }),
    ]);
  }

  /** So many callers, each with its next question as soon as it has its answer. */
  async saturate(
    callers: number,
    seconds: number,
  ): Promise<{ readonly answers: number; readonly ms: number }> {
    const began = performance.now();
    let answers = 0;
    const caller = async (): Promise<void> => {
      while (performance.now() - began < seconds * 1000) {
        await this.search();
        answers++;
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    const elapsed = (performance.now() - began) / 1000;
    return { answers: answers / elapsed, ms: (callers * elapsed * 1000) / Math.max(1, answers) };
  }
}

/** The worker must have followed every change: what it counts is what lies in the folder. */
async function checkCounts(
  client: Client,
  corpus: Corpus,
): Promise<{ chunks: number; fault: string | null }> {
  await client.call('index', { root: corpus.root, only: null });
  const [folder] = await client.call('status', null);
  const files = folder?.files ?? 0;
  const fault =
    files === corpus.paths.length
      ? null
      : `${files} files are indexed where ${corpus.paths.length} are in the folder`;
  return { chunks: folder?.chunks ?? 0, fault };
}

export async function loadWorker(shape: LoadShape): Promise<LoadReport> {
  const { seed, files, scratch, say = () => undefined, saturationSeconds } = shape;
  const dice = createDice(seed);
  const corpus = createCorpus(join(scratch, 'folder'), dice, { files, declarations: 40 });
  const worker = forkWorker();
  const { client } = worker;
  try {
    const changes = { priority: 'normal', cacheBytes: 2 ** 29 } as const;
    const configuration = workerConfiguration(join(scratch, 'storage'), [corpus.root], changes);
    await client.call('open', { configuration, lost: null });
    say(`${files} files are being indexed`);
    const { chunks } = await checkCounts(client, corpus);
    say(`${chunks} chunks are indexed`);
    const run = new LoadRun(worker, corpus, dice);
    await run.run(shape);
    say(`${run.answers.length} questions answered`);
    const { fault } = await checkCounts(client, corpus);
    const saturation = [];
    for (const callers of saturationSeconds > 0 ? [1, 4, 16, 64] : [])
      saturation.push({ callers, ...(await run.saturate(callers, saturationSeconds)) });
    const faults = fault === null ? run.faults : [...run.faults, fault];
    return { chunks, answers: run.answers, memory: run.memory, saturation, faults };
  } finally {
    await worker.end();
  }
}
