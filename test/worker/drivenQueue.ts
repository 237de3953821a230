/** An index queue over engines whose runs the test drives. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Engine, IndexOptions } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { IndexSummary, Progress } from '../../src/engine/types.ts';
import type { Activity, Counts, FolderState, Notification } from '../../src/protocol/messages.ts';
import { createGate } from '../../src/worker/gate.ts';
import { IndexQueue } from '../../src/worker/indexQueue.ts';
import { createReport } from '../../src/worker/report.ts';

const summary: IndexSummary = { files: 3, chunks: 7, embedded: 7, reused: 0, skipped: [], seconds: 1 };

/** A run that the test drives: it goes on, ends or fails when it is told to. */
export interface DrivenRun {
  readonly options: IndexOptions;
  step(progress: Progress): Promise<void>;
  end(): Promise<void>;
  fail(error: Error): Promise<void>;
}

type Command = { readonly progress: Progress } | { readonly error: Error } | 'end';

interface Driven {
  readonly engine: Engine;
  readonly runs: DrivenRun[];
  /** What its index holds. */
  indexed: ReturnType<Engine['counts']>;
}

function drivenEngine(root: string): Driven {
  const runs: DrivenRun[] = [];
  async function* index(options: IndexOptions = {}): AsyncGenerator<Progress, IndexSummary> {
    const commands: Command[] = [];
    let wake: () => void = () => undefined;
    const tell = async (command: Command): Promise<void> => {
      commands.push(command);
      wake();
      await settle();
    };
    runs.push({
      options,
      step: (progress) => tell({ progress }),
      end: () => tell('end'),
      fail: (error) => tell({ error }),
    });
    options.signal?.addEventListener(
      'abort',
      () => void tell({ error: new EngineError('aborted', 'Stopped.') }),
    );
    for (;;) {
      while (commands.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const command = commands.shift();
      if (command === 'end' || command === undefined) return summary;
      if ('error' in command) throw command.error;
      yield command.progress;
    }
  }
  const engine: Engine = {
    root,
    index,
    search: () => Promise.reject(new Error('not here')),
    similar: () => Promise.reject(new Error('not here')),
    status: () => Promise.reject(new Error('not here')),
    counts: () => driven.indexed,
    changed: () => [],
    committed: () => null,
    checkedOut: () => null,
    clear: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const driven: Driven = { engine, runs, indexed: null };
  return driven;
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

export function setUp(...roots: readonly string[]) {
  const driven = new Map(roots.map((root) => [root, drivenEngine(root)]));
  const told: Notification[] = [];
  const logged: string[] = [];
  const gate = createGate();
  const report = createReport(roots, {
    device: () => 'cpu',
    setAside: () => [],
    notify: (notification) => told.push(notification),
  });
  const engines = new Map([...driven].map(([root, { engine }]) => [root, engine]));
  const queue = new IndexQueue({
    engines,
    gate,
    report,
    log: (...line) => void logged.push(line.join(': ')),
    later: { first: 20, most: 80 },
  });
  const runs = (root: string): readonly DrivenRun[] => driven.get(root)?.runs ?? [];
  const stateOf = (root: string): FolderState | undefined => {
    report.send();
    const last = told.at(-1);
    return last?.type === 'state' ? last.state.folders.find((each) => each.root === root) : undefined;
  };
  const activity = (root: string): Activity | undefined => stateOf(root)?.activity;
  const generation = (root: string): number => stateOf(root)?.generation ?? -1;
  const counts = (root: string): Counts | null => stateOf(root)?.counts ?? null;
  const nowHolds = (root: string, indexed: Driven['indexed']): void => {
    const found = driven.get(root);
    if (found !== undefined) found.indexed = indexed;
  };
  const run = (root: string, at: number): DrivenRun => {
    const found = runs(root)[at];
    assert.ok(found !== undefined, `${root} has no run ${at}`);
    return found;
  };
  return { queue, gate, runs, run, activity, generation, counts, nowHolds, logged };
}

export const embedding = {
  type: 'embedding',
  done: 1,
  total: 9,
  secondsLeft: null,
} as const satisfies Progress;
