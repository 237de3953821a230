/** One measurement in a process of its own, as the editor's worker runs the engine: so that memory is that of this alone. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { workerMemory } from '../../../src/shell/workerProcess.ts';

/** What the child is asked for. */
export type Task =
  /** Indexes the folder with the static student. */
  | { readonly type: 'index'; readonly root: string; readonly storage: string }
  /** Asks until `expected` is among the first hits while the folder is indexed, then stops. */
  | {
      readonly type: 'firstAnswer';
      readonly root: string;
      readonly storage: string;
      readonly text: string;
      readonly expected: string;
      readonly near: readonly string[];
    }
  /** Opens an index and asks once. */
  | { readonly type: 'open'; readonly root: string; readonly storage: string; readonly text: string }
  /** Encodes with the Transformer, in a process of its own, for a while, and asks meanwhile. */
  | { readonly type: 'encode'; readonly root: string; readonly storage: string; readonly seconds: number }
  /** Looks the unchanged folder through, in turn with `git status`, several times. */
  | {
      readonly type: 'reconcile';
      readonly root: string;
      readonly storage: string;
      /** The program. */
      readonly git: string;
      readonly rounds: number;
    }
  /** Builds the graph of an index whose vectors are the Transformer's, as the end of a run does. */
  | { readonly type: 'graph'; readonly root: string; readonly storage: string }
  /** Asks all questions, each once, after one that warms it up. */
  | {
      readonly type: 'questions';
      readonly root: string;
      readonly storage: string;
      readonly texts: readonly string[];
    }
  /** Asks all questions, beside raw usearch and raw FTS5. */
  | {
      readonly type: 'queries';
      readonly root: string;
      readonly storage: string;
      readonly texts: readonly string[];
    };

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface IndexResult {
  readonly files: number;
  readonly chunks: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Milliseconds from the start until the first files can be found. */
  readonly firstCommit: number;
  /** Milliseconds in which the thread that answers did not take a turn: by the clock, and of the processor's time. */
  readonly turns: Spread;
  readonly cpuTurns: Spread;
  /** Bytes. */
  readonly peakMemory: number;
  readonly memoryAfter: number;
  readonly indexBytes: number;
  /** Of the files that have chunks. */
  readonly textBytes: number;
}

export interface AnswerResult {
  /** Milliseconds; null where it did not come. */
  readonly anything: number | null;
  readonly right: number | null;
}

export interface OpenResult {
  readonly milliseconds: number;
  readonly engine: number;
  readonly memory: number;
  readonly chunks: number;
}

export interface EncodeResult {
  /** Bytes at the most: of the process, of the one that encodes for it, and of both at a time. */
  readonly worker: number;
  readonly encoding: number;
  readonly both: number;
  readonly encoded: number;
  readonly chunks: number;
  /** As of indexing; the questions are among them. */
  readonly turns: Spread;
  readonly cpuTurns: Spread;
}

export interface QueriesResult {
  readonly engine: Spread;
  /** The same as `vectors` by the engine's own matrix. */
  readonly own: Spread;
  readonly vectors: Spread;
  readonly words: Spread;
  readonly raw: Spread;
  readonly graph: boolean;
}

export interface GraphResult {
  /** Without reading the vectors; 0 where there are too few for a graph. */
  readonly seconds: number;
  /** Bytes that the process holds at the most. */
  readonly peakMemory: number;
  /** As of indexing, by the clock. */
  readonly turns: Spread;
}

export interface Results {
  readonly graph: GraphResult;
  readonly questions: Spread;
  readonly index: IndexResult;
  readonly firstAnswer: AnswerResult;
  readonly open: OpenResult;
  readonly encode: EncodeResult;
  /** Milliseconds of each round. */
  readonly reconcile: { readonly own: readonly number[]; readonly git: readonly number[] };
  readonly queries: QueriesResult;
}

/** Rejects where the child ends without an answer. */
export function perform<T extends Task>(task: T): Promise<Results[T['type']]> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      // As the worker is started.
      [
        '--disable-warning=ExperimentalWarning',
        '--expose-gc',
        ...workerMemory.execArgv,
        join(import.meta.dirname, 'child.ts'),
      ],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...workerMemory.env } },
    );
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as Results[T['type']]);
      else reject(new Error(`The measurement ${task.type} ended with code ${String(code)}.`));
    });
    child.stdin.end(JSON.stringify(task));
  });
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? NaN };
}
