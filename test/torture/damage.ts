/**
 * What is stored is damaged in every way that we could think of; afterwards it is searched and brought up to date. Nothing
 * but a clear sentence may come of it, the index must be sound again, and the files that were indexed are as they were.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../../src/engine/errors.ts';
import { openGraph, parseGraphRecord } from '../../src/engine/index/graph.ts';
import { locate, type Location } from '../../src/engine/index/location.ts';
import { readMeta } from '../../src/engine/index/meta.ts';
import { loadNative } from '../../src/engine/index/native.ts';
import { isDamage } from '../../src/engine/index/sqliteErrors.ts';
import type { Encoders } from '../../src/engine/types.ts';
import { contentsOf } from '../engine/index/contents.ts';
import { createCorpus } from './corpus.ts';
import { damages, maybeUnnoticed, type Damage } from './damages.ts';
import { createDice, type Dice } from './random.ts';
import {
  graphFrom,
  openRealEncoders,
  openRealEngine,
  question,
  silent,
  update,
  type EnginePlace,
} from './realEngine.ts';

export interface Trial {
  readonly damage: string;
  /** `undetected`: no answer is wrong in form, but the index differs from what it was. */
  readonly outcome: 'sound' | 'rebuilt' | 'undetected' | 'failed';
  readonly fault: string | null;
}

interface Stage {
  readonly root: string;
  readonly healthy: string;
  readonly storage: string;
  /** The same files in another folder, which shares the vectors. */
  readonly twin: string;
  readonly encoders: Encoders;
  readonly expected: unknown;
  readonly sources: string;
}

export async function damageAgainAndAgain(options: {
  readonly seed: number;
  /** Trials of each kind. */
  readonly trials: number;
  readonly scratch: string;
  readonly say?: (line: string) => void;
}): Promise<readonly Trial[]> {
  const dice = createDice(options.seed);
  const root = join(options.scratch, 'root');
  // Small: much of what is damaged has to be encoded again each time.
  createCorpus(root, dice, { files: 12, declarations: 3 });
  const twin = join(options.scratch, 'twin');
  cpSync(root, twin, { recursive: true });
  const encoders = await openRealEncoders();
  const healthy = join(options.scratch, 'healthy');
  const trials: Trial[] = [];
  try {
    const expected = await prepare({ root, storage: healthy }, encoders);
    const stage = {
      root,
      healthy,
      storage: join(options.scratch, 'storage'),
      twin,
      encoders,
      expected,
      sources: hashOf(root),
    };
    for (const [name, damage] of Object.entries(damages)) {
      for (let at = 0; at < options.trials; at++) trials.push(await tryOnce(stage, name, damage, dice));
      options.say?.(`${name}: ${options.trials} times`);
    }
  } finally {
    await encoders.close();
  }
  return trials;
}

/** Indexes with both students, and makes sure that there is something to damage in every file. */
async function prepare({ root, storage }: EnginePlace, encoders: Encoders): Promise<unknown> {
  const location = locate(storage, root);
  const engine = await openRealEngine({ root, storage }, encoders, { graphFrom });
  const { chunks } = await update(engine);
  await engine.close();
  const student = (await encoders.student()).id;
  const made = 'SELECT count(*) AS count FROM vectors v JOIN encoders e ON e.id = v.encoder WHERE e.name = ?';
  for (const path of [location.database, location.cache]) {
    const database = new DatabaseSync(path, { readOnly: true });
    const count = database.prepare(made).get(student)?.['count'];
    database.close();
    assert.ok(
      Number(count) > chunks / 2,
      `there are ${String(count)} vectors of ${chunks} chunks in ${path}`,
    );
  }
  assert.ok(await hasGraph(location, encoders), 'there is no graph');
  return contentsOf(location.database);
}

/** Whether the graph that the index names is there and whole. */
async function hasGraph(location: Location, encoders: Encoders): Promise<boolean> {
  const database = new DatabaseSync(location.database, { readOnly: true });
  const record = parseGraphRecord(readMeta(database, 'graph'));
  database.close();
  const native = await loadNative(silent);
  if (native === null) return true;
  const { id, dims } = await encoders.student();
  return record?.encoder === id && (await openGraph(native, location, record, dims)) !== null;
}

async function tryOnce(stage: Stage, name: string, damage: Damage, dice: Dice): Promise<Trial> {
  const { root, healthy, storage, expected } = stage;
  rmSync(storage, { recursive: true, force: true });
  cpSync(healthy, storage, { recursive: true });
  damage(filesIn(storage), dice);
  const isShared = !isSameFile(locate(healthy, root).cache, locate(storage, root).cache);
  const log: string[] = [];
  try {
    await useDamaged(stage, log);
    if (isShared) await useShared(stage, log);
    assert.equal(hashOf(root), stage.sources, 'source files were touched');
    const isSame = isDeepStrictEqual(contentsOrNull(locate(storage, root).database), expected);
    assert.ok(isSame || maybeUnnoticed.has(name), 'the index is not what it was');
    const outcome = !isSame ? 'undetected' : log.some((line) => told.test(line)) ? 'rebuilt' : 'sound';
    return { damage: name, outcome, fault: null };
  } catch (error) {
    return {
      damage: name,
      outcome: 'failed',
      fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

/** What the log says where damage was found: of the index, of the shared vectors, of the graph. */
const told = /built anew|gathered anew|built again/;

function isSameFile(a: string, b: string): boolean {
  return existsSync(b) && readFileSync(a).equals(readFileSync(b));
}

/** What the other folder takes from damaged vectors that both share must be as it should all the same: they have sums. */
async function useShared({ twin, storage, encoders, expected }: Stage, log: string[]): Promise<void> {
  const engine = await openRealEngine({ root: twin, storage }, encoders, {
    log: (_, message) => void log.push(message),
  });
  await update(engine).finally(() => engine.close());
  assert.ok(
    isDeepStrictEqual(contentsOf(locate(storage, twin).database), expected),
    'a folder that shares the vectors has others',
  );
}

/** Null where a page is damaged that nothing has read so far. */
function contentsOrNull(database: string): unknown {
  try {
    return contentsOf(database);
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

async function useDamaged({ root, storage, encoders }: Stage, log: string[]): Promise<void> {
  const engine = await openRealEngine({ root, storage }, encoders, {
    graphFrom,
    log: (_, message) => void log.push(message),
  });
  try {
    for (const mode of ['hybrid', 'dense', 'lexical'] as const)
      await onlyMissing(engine.search(question('send mail', { mode })));
    await onlyMissing(engine.status());
    await update(engine);
    // Damage that neither the first search nor the update came upon may show now, and is mended by the next update.
    const isFound = await engine.search(question('send mail')).then(
      () => true,
      (error: unknown) => !(error instanceof EngineError && error.code === 'indexMissing'),
    );
    if (!isFound) await update(engine);
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
      const { hits } = await engine.search(question('send mail', { mode }));
      assert.ok(hits.length > 0, `nothing is found (${mode})`);
      for (const hit of hits) assert.ok(existsSync(join(root, hit.path)), 'a hit is in no file');
    }
    await update(engine);
    const { lastCommit, pending } = await engine.status();
    assert.notEqual(lastCommit, null);
    assert.equal(pending, 0);
    assert.ok(await hasGraph(locate(storage, root), encoders), 'there is no graph');
  } finally {
    await engine.close();
  }
}

/** Before it is brought up to date, a damaged index may be as good as none. */
async function onlyMissing(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'indexMissing')) throw error;
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Of names, contents and times. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of filesIn(folder)) {
    hash.update(`${relative(folder, file)} ${statSync(file).mtimeMs}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
