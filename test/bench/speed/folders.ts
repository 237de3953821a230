/** The parts that measure the engine on a folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../scripts/command.ts';
import { Absent } from '../model/data.ts';
import { median } from '../model/measures.ts';
import type { Cell, Table } from '../model/table.ts';
import { load } from './machine.ts';
import { questions, timedQuestions } from './questions.ts';
import { perform, type Spread } from './task.ts';

export interface Bench {
  /** Absolute folder that is indexed, and what it is for people. */
  readonly root: string;
  readonly description: string;
  /** Where an index of it is kept from part to part. */
  readonly storage: string;
}

const mega = 1e6;

function requireProgram(name: string, how: string): string {
  const program = findProgram(name);
  if (program === null) throw new Absent(`${name} is not there. ${how}`);
  return program;
}

/** Seconds that a program takes. */
function timed(program: string, args: readonly string[], cwd: string): number {
  const started = performance.now();
  try {
    execFileSync(program, args, { cwd, stdio: 'ignore' });
  } catch (error) {
    // ripgrep ends with 1 where it finds nothing.
    if ((error as { status?: number }).status !== 1) throw error;
  }
  return (performance.now() - started) / 1000;
}

const goalColumns = [
  { name: 'what' },
  { name: 'measured', digits: 2 },
  { name: 'goal', digits: 2 },
  { name: 'unit' },
];

function turnsRow(name: string, { p50, p99, max }: Spread, goal: number | null): Cell[][] {
  return [
    [`${name}, p50`, p50, null, 'ms'],
    [`${name}, p99`, p99, goal, 'ms'],
    [`${name}, longest`, max, null, 'ms'],
  ];
}

/** Indexes a folder that was never seen; leaves the index for the parts that follow. */
export async function measureIndexing({ root, description, storage }: Bench): Promise<Table> {
  const program = requireProgram('rg', 'It is ripgrep: apt-get install ripgrep, or its page on GitHub.');
  rmSync(storage, { recursive: true, force: true });
  const search = median([1, 2, 3].map(() => timed(program, ['--count', 'connection'], root)));
  const busy = load();
  const result = await perform({ type: 'index', root, storage });
  const text = result.textBytes;
  return {
    id: 'index',
    title: 'A folder that was never seen, until all of it can be found',
    columns: goalColumns,
    rows: [
      ['all of it searchable with the static student', result.seconds, 45, 's'],
      ['of the processor’s time, all threads', result.cpuSeconds, null, 's'],
      ['first files searchable', result.firstCommit / 1000, 2, 's'],
      ['ripgrep through the same folder, once', search, null, 's'],
      ['times as long as ripgrep', result.seconds / search, null, ''],
      ...turnsRow('thread held', result.turns, 25),
      ...turnsRow('thread held, processor’s time', result.cpuTurns, 25),
      ['memory at its peak, all threads', result.peakMemory / mega, 350, 'MB'],
      ['memory afterwards', result.memoryAfter / mega, 350, 'MB'],
      ['index on disk', result.indexBytes / mega, text / mega, 'MB'],
      ['index, times the text', result.indexBytes / text, 1, ''],
    ],
    notes: [
      `${description}: ${result.files} files, ${result.chunks} chunks, ${(text / mega).toFixed(1)} MB.`,
      `A turn is what the thread that answers does between two looks of a timer of 1 ms; ${result.turns.count} turns took longer than 1 ms. Load before the run: ${busy.toFixed(1)}.`,
    ],
  };
}

/** From opening a folder to the first right answer, with an editor open near it and without. */
export async function measureFirstAnswer({ root }: Bench): Promise<Table> {
  const rows: Cell[][] = [];
  const busy = load();
  for (const { text, expected, near } of questions) {
    if (!existsSync(join(root, expected))) continue;
    const times: Cell[] = [];
    for (const open of [[near], []]) {
      const storage = mkdtempSync(join(tmpdir(), 'homing-bench-'));
      const task = { type: 'firstAnswer', root, storage, text, expected, near: open } as const;
      const { right, anything } = await perform(task);
      rmSync(storage, { recursive: true, force: true });
      if (open.length > 0) times.push(anything === null ? null : anything / 1000);
      times.push(right === null ? null : right / 1000);
    }
    rows.push([text, ...times]);
  }
  if (rows.length === 0)
    throw new Absent('The small corpus has no answers to the questions: leave out --small.');
  const column = (at: number): number => median(rows.map((row) => Number(row[at] ?? Infinity)));
  return {
    id: 'first',
    title: 'From opening a folder that was never seen to an answer',
    columns: [
      { name: 'question' },
      { name: 'any answer, s', digits: 2 },
      { name: 'right answer, editor open near it, s', digits: 2 },
      { name: 'right answer, no editor open, s', digits: 2 },
    ],
    rows: [...rows, ['median', column(1), column(2), column(3)]],
    notes: [
      'Goal: 2 s to the first right answer near the open editor. Opening counts with the models; asked again every 50 ms. Right: the file that answers is among the first five. Empty: not before all was read.',
      `Load before the run: ${busy.toFixed(1)}.`,
    ],
  };
}

const rounds = 16;

/** Looking through a folder in which nothing has changed. */
export async function measureReconcile({ root, storage }: Bench): Promise<Table> {
  const git = requireProgram('git', 'Install git.');
  requireIndex(storage);
  if (!existsSync(join(root, '.git'))) {
    const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
    timed(git, ['init', '-q'], root);
    timed(git, ['add', '-A'], root);
    timed(git, [...identity, 'commit', '-q', '-m', 'all'], root);
  }
  const { own, git: theirs } = await perform({ type: 'reconcile', root, storage, git, rounds });
  // The first round takes the folder's git index into account for the first time, and reads the rows of all files.
  const [looks, status] = [own.slice(1), theirs.slice(1)];
  return {
    id: 'reconcile',
    title: 'Nothing has changed: the whole folder looked through',
    columns: goalColumns,
    rows: [
      ['homing', median(looks), null, 'ms'],
      ['git status', median(status), null, 'ms'],
      ['times as long as git status', median(looks) / median(status), 1.5, ''],
      ['median of the pairs’ ratios', median(looks.map((look, at) => look / (status[at] ?? NaN))), 1.5, ''],
      ['homing, first look of its process', own[0] ?? NaN, null, 'ms'],
    ],
    notes: [`${rounds - 1} looks by one process, in turn with as many runs of git.`],
  };
}

/** Throws Absent where the part that makes it was not run. */
export function requireIndex(storage: string): void {
  if (!existsSync(storage)) throw new Absent('There is no index yet: run the part `index` first.');
}

const openRounds = 5;

/** From nothing in memory to the first answer: medians of processes that are asked a question each, as while one types. */
export async function openings({ root, storage }: Bench): Promise<Opening> {
  const results = [];
  for (let round = 0; round < openRounds; round++) {
    const text = timedQuestions[round] ?? '';
    results.push(await perform({ type: 'open', root, storage, text }));
  }
  return {
    rounds: openRounds,
    milliseconds: median(results.map(({ milliseconds }) => milliseconds)),
    engine: median(results.map(({ engine }) => engine)),
    memory: median(results.map(({ memory }) => memory)),
    chunks: results[0]?.chunks ?? 0,
  };
}

export interface Opening {
  readonly rounds: number;
  readonly milliseconds: number;
  /** Milliseconds without loading the models. */
  readonly engine: number;
  /** Bytes. */
  readonly memory: number;
  readonly chunks: number;
}

export async function measureOpening(bench: Bench): Promise<Table> {
  requireIndex(bench.storage);
  const { rounds, milliseconds, engine, memory, chunks } = await openings(bench);
  return {
    id: 'open',
    title: 'An index opened, to the first answer',
    columns: goalColumns,
    rows: [
      ['models, index and answer', milliseconds, null, 'ms'],
      ['of that index and answer', engine, 300, 'ms'],
      ['memory then', memory / mega, 350, 'MB'],
      ['float vectors of 384 dimensions, for scale', (chunks * 384 * 4) / mega, null, 'MB'],
    ],
    notes: [
      `${chunks} chunks; medians of ${rounds} processes, a question each, asked as while one types: the Transformer is being loaded, and is not waited for. With its vectors in the index it is: see the last table.`,
    ],
  };
}

/** Questions to the engine beside its bare parts. */
export async function measureQuestions({ root, storage }: Bench): Promise<Table> {
  requireIndex(storage);
  const busy = load();
  const { engine, own, vectors, words, raw, graph } = await perform({
    type: 'queries',
    root,
    storage,
    texts: timedQuestions,
  });
  const row = (name: string, { p50, p95 }: Spread): Cell[] => [name, p50, p95];
  return {
    id: 'queries',
    title: 'A question, hybrid, on the engine’s side',
    columns: [{ name: 'what' }, { name: 'p50, ms', digits: 2 }, { name: 'p95, ms', digits: 2 }],
    rows: [
      row('homing', engine),
      row('raw usearch, exact, and raw FTS5', raw),
      row('of that usearch', vectors),
      row('of that FTS5', words),
      ['times as long as the bare parts', engine.p50 / raw.p50, engine.p95 / raw.p95],
      ['goal at 100,000 chunks', 15, 40],
      row('homing’s own comparison of the same vectors', own),
      ['times as long as usearch’s', own.p50 / vectors.p50, own.p95 / vectors.p95],
    ],
    notes: [
      `${timedQuestions.length} questions, each once, eleven to one side and then to the other; ${graph ? 'with a graph' : 'exact search, without a graph'}. Static vectors of the chunks; the question is embedded by both students, by the Transformer in the process of its own. FTS5 is asked for all words with OR, usearch for the nearest 200 on one thread. Load before the run: ${busy.toFixed(1)}.`,
    ],
  };
}
