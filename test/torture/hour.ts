/**
 * An hour of work, compressed: two windows (a worker each, as the editor forks it) and the command line on one folder and
 * one storage, while files change one after the other as fast as the first window takes them in.
 */
import { join } from 'node:path';
import { homing } from '../cli/homing.ts';
import { workerConfiguration } from '../worker/configuration.ts';
import { createCorpus, type Corpus } from './corpus.ts';
import { forkWorker, type ForkedWorker } from './forkedWorker.ts';
import { createDice, type Dice } from './random.ts';
import { openRealEncoders, openRealEngine, question, update } from './realEngine.ts';

export interface HourShape {
  readonly seed: number;
  readonly files: number;
  readonly edits: number;
  /** Seconds after which no more edits are made. */
  readonly seconds: number;
  /** Edits from one run of the command line to the next. */
  readonly editsACommand: number;
  readonly scratch: string;
  readonly say?: (line: string) => void;
}

/** Bytes that each window holds after so many edits. */
export interface HourSample {
  readonly edits: number;
  readonly first: number;
  readonly second: number;
}

export interface HourReport {
  readonly edits: number;
  /** In both windows. */
  readonly questions: number;
  /** Runs of the command line. */
  readonly commands: number;
  /** In the end. */
  readonly chunks: number;
  readonly samples: readonly HourSample[];
  readonly faults: readonly string[];
}

const questions = [
  'retry the upload',
  'where is the socket closed',
  'count every token',
  'how to merge a branch',
];

/** Samples over the whole. */
const mostSamples = 100;

/** What goes on in an hour, and what failed of it. */
class Hour {
  readonly samples: HourSample[] = [];
  readonly faults: string[] = [];
  readonly #shape: HourShape;
  readonly #corpus: Corpus;
  readonly #windows: readonly [ForkedWorker, ForkedWorker];
  readonly #dice: Dice;
  readonly #behind: Promise<void>[] = [];
  edits = 0;
  questions = 0;
  commands = 0;

  constructor(shape: HourShape, corpus: Corpus, windows: readonly [ForkedWorker, ForkedWorker], dice: Dice) {
    this.#shape = shape;
    this.#corpus = corpus;
    this.#windows = windows;
    this.#dice = dice;
  }

  get storage(): string {
    return join(this.#shape.scratch, 'storage');
  }

  async #check(what: string, work: () => Promise<string | null>): Promise<void> {
    try {
      const fault = await work();
      if (fault !== null) this.faults.push(`${what} after ${this.edits} edits: ${fault}`);
    } catch (error) {
      this.faults.push(`${what} after ${this.edits} edits failed: ${String(error)}`);
    }
  }

  /** Both windows hear of a change, as both see the folder; the first one's answer is waited for. */
  async #edit(): Promise<void> {
    const [first, second] = this.#windows;
    const only = this.#corpus.change(1);
    const params = { root: this.#corpus.root, only };
    this.#behind.push(this.#check('the second window', () => second.client.call('index', params)));
    await this.#check('the first window', () => first.client.call('index', params));
    this.edits++;
  }

  async #ask(): Promise<void> {
    const text = this.#dice.pick(questions) ?? '';
    for (const { client } of this.#windows) {
      await this.#check('a question', async () => {
        const { hits } = await client.call('search', { request: question(text), within: null });
        this.questions++;
        return hits.length > 0 ? null : 'nothing was found';
      });
    }
  }

  /** Searches by turns with and without bringing the index up to date. */
  async #command(): Promise<void> {
    const more = this.commands % 2 === 0 ? [] : ['--no-update'];
    const place = ['--folder', this.#corpus.root, '--storage', this.storage, '--device', 'cpu'];
    await this.#check('the command line', async () => {
      const { code, stdout, stderr } = await homing([
        ...['search', this.#dice.pick(questions) ?? '', '--json', ...place, ...more],
      ]);
      this.commands++;
      if (code !== 0) return `it ended with ${String(code)}: ${stderr}`;
      return (JSON.parse(stdout) as { hits: unknown[] }).hits.length > 0 ? null : 'nothing was found';
    });
  }

  #sample(): void {
    const [first, second] = this.#windows;
    this.samples.push({ edits: this.edits, first: first.resident(), second: second.resident() });
  }

  async run(): Promise<void> {
    const { edits, seconds, editsACommand, say = () => undefined } = this.#shape;
    const began = performance.now();
    let command = Promise.resolve();
    let isRunning = false;
    while (this.edits < edits && performance.now() - began < seconds * 1000) {
      await this.#edit();
      if (this.edits % 5 === 0) await this.#ask();
      if (this.edits % editsACommand === 0 && !isRunning) {
        isRunning = true;
        command = this.#command().finally(() => (isRunning = false));
      }
      if (this.edits % Math.max(1, Math.floor(edits / mostSamples)) === 0) this.#sample();
      if (this.edits % Math.max(1, Math.floor(edits / 20)) === 0)
        say(`${this.edits} edits, ${Math.round((performance.now() - began) / 1000)} s`);
    }
    await Promise.all([command, ...this.#behind]);
  }
}

export async function workAnHour(shape: HourShape): Promise<HourReport> {
  const { seed, files, scratch } = shape;
  const dice = createDice(seed);
  const corpus = createCorpus(join(scratch, 'folder'), dice, { files, declarations: 8 });
  const windows = [forkWorker(), forkWorker()] as const;
  const hour = new Hour(shape, corpus, windows, dice);
  try {
    const configuration = workerConfiguration(hour.storage, [corpus.root], { priority: 'normal' });
    for (const { client } of windows) {
      await client.call('open', { configuration, lost: null });
      await client.call('index', { root: corpus.root, only: null });
    }
    await hour.run();
    const counts: (readonly [files: number, chunks: number])[] = [];
    for (const { client } of windows) {
      await client.call('index', { root: corpus.root, only: null });
      const [folder] = await client.call('status', null);
      counts.push([folder?.files ?? 0, folder?.chunks ?? 0]);
    }
    const fresh = await countAfresh(corpus.root, join(scratch, 'fresh'));
    const isSame = counts.every(([files, chunks]) => files === fresh[0] && chunks === fresh[1]);
    if (!isSame)
      hour.faults.push(
        `the windows count ${JSON.stringify(counts)} where an index built afresh has ${JSON.stringify(fresh)}`,
      );
    const { edits, questions, commands, samples, faults } = hour;
    return { edits, questions, commands, chunks: fresh[1], samples, faults };
  } finally {
    for (const window of windows) await window.end();
  }
}

async function countAfresh(root: string, storage: string): Promise<readonly [files: number, chunks: number]> {
  const encoders = await openRealEncoders();
  const engine = await openRealEngine({ root, storage }, encoders);
  try {
    const { files, chunks } = await update(engine, { until: 'static' });
    return [files, chunks];
  } finally {
    await engine.close();
    await encoders.close();
  }
}
