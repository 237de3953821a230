/**
 * What is stored is damaged in every way that we could think of; afterwards it is searched and brought up to date. Nothing
 * but a clear sentence may come of it, the index must be sound again, and the files that were indexed are as they were.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../../src/engine/errors.ts';
import { locate } from '../../src/engine/index/location.ts';
import { isDamage } from '../../src/engine/index/sqliteErrors.ts';
import type { Encoders } from '../../src/engine/types.ts';
import { contentsOf } from '../engine/index/contents.ts';
import { createCorpus } from './corpus.ts';
import { createDice, type Dice } from './random.ts';
import { openRealEncoders, openRealEngine, question, update } from './realEngine.ts';

/** Damages a storage; `files`: all that lie in it, absolute. */
type Damage = (files: readonly string[], dice: Dice) => void;

const onOne =
  (damage: (file: string, dice: Dice) => void): Damage =>
  (files, dice) => {
    const file = dice.pick(files.filter((each) => statSync(each).size > 0));
    if (file !== undefined) damage(file, dice);
  };

function overwrite(file: string, dice: Dice, length: number): void {
  const bytes = readFileSync(file);
  dice.bytes(length).copy(bytes, dice.below(bytes.length));
  writeFileSync(file, bytes);
}

function setSchema(file: string, version: number): void {
  const database = new DatabaseSync(file);
  const isCache = file.endsWith('vectors.sqlite');
  database.exec(
    isCache ? `PRAGMA user_version = ${version}` : `UPDATE meta SET value = ${version} WHERE key = 'schema'`,
  );
  database.close();
}

const databases = (files: readonly string[]): readonly string[] =>
  files.filter((file) => /(?:index|vectors)\.sqlite$/.test(file));

export const damages: Readonly<Record<string, Damage>> = {
  'one byte is another': onOne((file, dice) => overwrite(file, dice, 1)),
  'some bytes are others': onOne((file, dice) => overwrite(file, dice, 2 + dice.below(200))),
  'a page is noise': onOne((file, dice) => overwrite(file, dice, 4_096)),
  'a file is cut off': onOne((file, dice) => truncateSync(file, dice.below(statSync(file).size))),
  'a file is empty': onOne((file) => truncateSync(file, 0)),
  'a file is missing': onOne((file) => rmSync(file)),
  'the shared vectors are lost': (files) => {
    for (const file of files) if (file.includes('vectors.sqlite')) rmSync(file);
  },
  'files of two indexes are mixed up': (files) => {
    const [index, cache] = ['index.sqlite', 'vectors.sqlite'].map((name) =>
      files.find((file) => file.endsWith(name)),
    );
    if (index !== undefined && cache !== undefined) cpSync(cache, index);
  },
  'the tables are older': (files) => databases(files).forEach((file) => setSchema(file, 0)),
  'the tables are newer': (files) => databases(files).forEach((file) => setSchema(file, 9_999)),
  'a stray log lies beside it': onOne((file, dice) => writeFileSync(`${file}-wal`, dice.bytes(3 * 4_120))),
};

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
  createCorpus(root, dice, { files: 24, declarations: 4 });
  const encoders = await openRealEncoders();
  const healthy = join(options.scratch, 'healthy');
  const trials: Trial[] = [];
  try {
    const engine = await openRealEngine({ root, storage: healthy }, encoders);
    await update(engine, { until: 'static' });
    await engine.close();
    const expected = contentsOf(locate(healthy, root).database);
    const stage = {
      root,
      healthy,
      storage: join(options.scratch, 'storage'),
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

async function tryOnce(stage: Stage, name: string, damage: Damage, dice: Dice): Promise<Trial> {
  const { root, healthy, storage } = stage;
  rmSync(storage, { recursive: true, force: true });
  cpSync(healthy, storage, { recursive: true });
  damage(filesIn(storage), dice);
  const log: string[] = [];
  try {
    await useDamaged(stage, log);
    assert.equal(hashOf(root), stage.sources, 'source files were touched');
    const isSame = isDeepStrictEqual(contentsOrNull(locate(storage, root).database), stage.expected);
    const outcome = !isSame
      ? 'undetected'
      : log.some((line) => /built anew|gathered anew/.test(line))
        ? 'rebuilt'
        : 'sound';
    return { damage: name, outcome, fault: null };
  } catch (error) {
    return {
      damage: name,
      outcome: 'failed',
      fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
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
    log: (_, message) => void log.push(message),
  });
  try {
    for (const mode of ['hybrid', 'dense', 'lexical'] as const)
      await onlyMissing(engine.search(question('send mail', { mode })));
    await onlyMissing(engine.status());
    await update(engine, { until: 'static' });
    // Damage that neither the first search nor the update came upon may show now, and is mended by the next update.
    const isFound = await engine.search(question('send mail')).then(
      () => true,
      (error: unknown) => !(error instanceof EngineError && error.code === 'indexMissing'),
    );
    if (!isFound) await update(engine, { until: 'static' });
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
      const { hits } = await engine.search(question('send mail', { mode }));
      assert.ok(hits.length > 0, `nothing is found (${mode})`);
      for (const hit of hits) assert.ok(existsSync(join(root, hit.path)), 'a hit is in no file');
    }
    await update(engine, { until: 'static' });
    assert.equal((await engine.status()).lastCommit === null, false);
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
