/**
 * A process that indexes is killed at a random moment, again and again: while it builds an index from nothing, while it
 * follows changes, while it evicts shared vectors. What is left must open, hold what was committed, and become, by being
 * brought up to date, what an index built afresh is.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../src/engine/errors.ts';
import { locate, type Location } from '../../src/engine/index/location.ts';
import { readMeta } from '../../src/engine/index/meta.ts';
import { graphInUse } from '../../src/engine/index/run.ts';
import type { Encoders } from '../../src/engine/types.ts';
import { contentsOf } from '../engine/index/contents.ts';
import { createCorpus, type Corpus } from './corpus.ts';
import type { ChildStep } from './killChild.ts';
import { createDice, type Dice } from './random.ts';
import { graphFrom, openRealEncoders, openRealEngine, question, update } from './realEngine.ts';

const phases = ['index', 'update', 'evict'] as const;
export type Phase = (typeof phases)[number];

export interface KillOptions {
  readonly seed: number;
  /** Processes that are to be caught at work; at the most three times as many are started. */
  readonly kills: number;
  /** Files of the folder at the start. */
  readonly files: number;
  /** Empty; holds the folder and both storages. */
  readonly scratch: string;
  readonly say?: (line: string) => void;
}

export interface Kill {
  readonly phase: Phase;
  /** What the process was at when it last told; null before its first word. */
  readonly at: string | null;
  /** False where it had ended before the signal came. */
  readonly caught: boolean;
  /** Null where all is well. */
  readonly fault: string | null;
}

/** Bytes of shared vectors: ample, and so few that every commit evicts. */
const ampleCache = 64 * 1024 * 1024;
const tightCache = 96 * 1024;

interface Stage {
  readonly corpus: Corpus;
  readonly dice: Dice;
  readonly encoders: Encoders;
  /** Of the process that is killed, and of the index that is built afresh. */
  readonly storage: string;
  readonly reference: string;
  readonly location: Location;
  /** Steps that a run of each phase took at the most so far: where to aim. */
  readonly steps: Record<Phase, number>;
}

/** How many processes are started at the most for each that is to be caught. Two in ten are quicker than the signal. */
const mostStarts = 3;

/** All processes that were started, those that ended before they were killed among them. */
export async function killAgainAndAgain(options: KillOptions): Promise<readonly Kill[]> {
  const { seed, kills, files, scratch, say } = options;
  const dice = createDice(seed);
  const root = join(scratch, 'root');
  const storage = join(scratch, 'storage');
  const corpus = createCorpus(root, dice, { files, declarations: 5 });
  const encoders = await openRealEncoders();
  const stage: Stage = {
    corpus,
    dice,
    encoders,
    storage,
    reference: join(scratch, 'reference'),
    location: locate(storage, root),
    steps: { index: 8, update: 5, evict: 5 },
  };
  const done: Kill[] = [];
  try {
    for (let caught = 0; caught < kills && done.length < kills * mostStarts;) {
      // The next phase comes where this one was caught, so that each has its share.
      const phase = phases[caught % phases.length] ?? 'index';
      const kill = await killOnce(stage, phase);
      done.push(kill);
      if (kill.caught) caught++;
      if (kill.fault !== null || done.length % 20 === 0)
        say?.(`${caught} of ${done.length} killed, the last in ${phase}: ${kill.fault ?? 'well'}`);
    }
  } finally {
    await encoders.close();
  }
  return done;
}

async function killOnce(stage: Stage, phase: Phase): Promise<Kill> {
  const { corpus, dice, location } = stage;
  if (phase === 'index') {
    rmSync(location.folder, { recursive: true, force: true });
    if (dice.below(2) === 0) removeCache(location);
  } else {
    corpus.change(1 + dice.below(8));
  }
  const { told, caught } = await killedRun(stage, phase);
  const at = told.at(-1)?.type ?? null;
  try {
    await checkLeftovers(stage, told);
    return { phase, at, caught, fault: null };
  } catch (error) {
    return { phase, at, caught, fault: error instanceof Error ? error.message : String(error) };
  }
}

interface KilledRun {
  readonly told: readonly ChildStep[];
  readonly caught: boolean;
}

function removeCache({ cache }: Location): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${cache}${suffix}`, { force: true });
}

/** Starts a run and kills it; what it told until then. */
async function killedRun({ corpus, storage, dice, steps }: Stage, phase: Phase): Promise<KilledRun> {
  const script = join(import.meta.dirname, 'killChild.ts');
  const cacheBytes = phase === 'evict' ? tightCache : ampleCache;
  const args = ['--disable-warning=ExperimentalWarning', script, corpus.root, storage, String(cacheBytes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const kill = (): void => void child.kill('SIGKILL');
  const target = dice.below(steps[phase] + 1);
  const delay = dice.below(40);
  // One in eight dies before or while it opens the index.
  const timer = dice.below(8) === 0 ? setTimeout(kill, dice.below(900)) : null;
  const told: ChildStep[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(JSON.parse(line) as ChildStep);
    if (told.length > target) void wait(delay).then(kill);
  }
  const [code, signal] = await ended;
  if (timer !== null) clearTimeout(timer);
  assert.ok(signal === 'SIGKILL' || code === 0, `the process ended with ${String(code ?? signal)}`);
  steps[phase] = Math.max(steps[phase], told.length);
  return { told, caught: signal === 'SIGKILL' };
}

async function checkLeftovers(stage: Stage, told: readonly ChildStep[]): Promise<void> {
  const { location, storage, reference, corpus, encoders } = stage;
  const committed = told.at(-1)?.revision ?? 0;
  assert.ok(revisionOf(location) >= committed, 'a commit was lost');
  // Built from nothing; its vectors, which a process made that nobody killed, are made again one time in sixteen.
  const afreshAt = locate(reference, corpus.root);
  rmSync(afreshAt.folder, { recursive: true, force: true });
  if (stage.dice.below(16) === 0) removeCache(afreshAt);
  const engine = await openRealEngine({ root: corpus.root, storage }, encoders, {
    lockTimeoutMs: 0,
    graphFrom,
  });
  const afresh = await openRealEngine({ root: corpus.root, storage: reference }, encoders, { graphFrom });
  try {
    await answersOrIsMissing(engine.search(question('how are uploads retried')), committed > 0);
    await update(engine);
    const { pending, fresh } = await engine.status();
    assert.deepEqual({ pending, fresh }, { pending: 0, fresh: true });
    await update(afresh);
    const [found, expected] = [location, afreshAt].map(({ database }) => contentsOf(database));
    assert.deepEqual(found, expected, 'the index is not what one built afresh is');
    assert.deepEqual(
      await hitsOf(engine),
      await hitsOf(afresh),
      'it answers otherwise than one built afresh',
    );
  } finally {
    await engine.close();
    await afresh.close();
  }
  for (const file of [location.database, location.cache]) assert.equal(soundness(file), 'ok');
  const graph = graphIn(location);
  assert.ok(graph !== null && existsSync(join(location.folder, graph)), 'there is no graph');
  const strange = readdirSync(location.folder).filter(
    (name) => name !== graph && !/^(?:index|lock)\.sqlite(?:-wal|-shm)?$/.test(name),
  );
  assert.deepEqual(strange, [], 'files are left over');
}

/** The file that the index refers to. */
function graphIn({ database: path }: Location): string | null {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return graphInUse(database);
  } finally {
    database.close();
  }
}

async function hitsOf(engine: Awaited<ReturnType<typeof openRealEngine>>): Promise<unknown> {
  const { hits } = await engine.search(question('send a token before the next request', { mode: 'dense' }));
  return hits.map(({ path, startLine, text }) => ({ path, startLine, text }));
}

/** What was committed can be searched at once. */
async function answersOrIsMissing(search: Promise<unknown>, isThere: boolean): Promise<void> {
  try {
    await search;
  } catch (error) {
    const isMissing = error instanceof EngineError && error.code === 'indexMissing';
    assert.ok(isMissing && !isThere, `a search failed: ${String(error)}`);
  }
}

/** 0 where there is no index yet. */
function revisionOf({ database: path }: Location): number {
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(readMeta(database, 'revision') ?? 0);
  } catch (error) {
    // Killed before its tables were committed.
    if (database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] === 0) return 0;
    throw error;
  } finally {
    database.close();
  }
}

function soundness(path: string): unknown {
  if (!existsSync(path)) return 'ok';
  const database = new DatabaseSync(path);
  const answer = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  database.close();
  return answer;
}
