/**
 * How soon an index follows its folder, on a repository of small Python files made for it: a checkout of a branch that was
 * indexed before, a second working tree, one saved file, a look before a search.
 * node test/bench/freshness.ts [--files 2000] [--changed 1000] [--until static]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEncoders } from '../../src/engine/embed/encoders.ts';
import { openEngine, type Engine, type IndexOptions } from '../../src/engine/engine.ts';
import type { IndexSummary, SearchRequest } from '../../src/engine/types.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '2000' },
    changed: { type: 'string', default: '1000' },
    until: { type: 'string', default: 'student' },
  },
});
const until = values.until === 'static' ? 'static' : 'student';
const scratch = mkdtempSync(join(tmpdir(), 'homing-freshness-'));
const root = join(scratch, 'root');
const packageRoot = join(import.meta.dirname, '..', '..');
const assets = {
  models: join(packageRoot, 'models'),
  grammars: join(packageRoot, 'node_modules'),
};
const log = (level: string, message: string): void => {
  if (level === 'warn' || level === 'error') console.error(message);
};

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  execFileSync('git', ['-C', root, ...identity, ...args], { stdio: 'ignore' });
}

function writeFiles(count: number, verb: string): void {
  for (let at = 0; at < count; at++) {
    const folder = join(root, 'lib', String(at % 50));
    mkdirSync(folder, { recursive: true });
    const text = `def ${verb}_${at}(value):\n    """The ${verb} of number ${at}."""\n    return value + ${at}\n`;
    writeFileSync(join(folder, `f${at}.py`), text);
  }
}

async function update(engine: Engine, options: IndexOptions = { until }): Promise<IndexSummary> {
  const run = engine.index(options);
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
}

function tell(what: string, { seconds, embedded, reused, chunks }: IndexSummary): void {
  const counts = `${chunks} chunks, ${embedded} embedded, ${reused} reused`;
  console.log(`${what.padEnd(44)} ${seconds.toFixed(2)} s  ${counts}`);
}

function request(text: string): SearchRequest {
  return { text, k: 1, mode: 'hybrid', literal: true, paths: [], languages: [], kinds: [] };
}

/** Milliseconds from the last byte written to an answer that has it. */
async function saveAndFind(engine: Engine, at: number): Promise<number> {
  const path = `lib/0/saved${at}.py`;
  writeFileSync(join(root, path), `def inspect_zeppelin_${at}():\n    return "mooring mast"\n`);
  const started = performance.now();
  await update(engine, { only: [path], until: 'static' });
  const { hits } = await engine.search(request(`inspect_zeppelin_${at}`));
  if (hits[0]?.path !== path) throw new Error(`${path} was not found.`);
  return performance.now() - started;
}

const percentile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

function tellTimes(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  console.log(`${what.padEnd(44)} median ${percentile(sorted, 0.5)} ms, p95 ${percentile(sorted, 0.95)} ms`);
}

const encoders = await openEncoders({ assets, device: 'cpu', threads: 0, environment: {}, log });
const open = (folder: string): Promise<Engine> =>
  openEngine({ root: folder, storage: join(scratch, 'storage'), assets, encoders, log });
try {
  mkdirSync(root);
  git('init', '-q', '-b', 'one');
  writeFiles(Number(values.files), 'parse');
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
  git('checkout', '-q', '-b', 'two');
  writeFiles(Number(values.changed), 'render');
  git('commit', '-q', '-a', '-m', 'two');
  git('checkout', '-q', 'one');
  const engine = await open(root);
  tell('first indexing', await update(engine));
  tell('nothing has changed', await update(engine));
  git('checkout', '-q', 'two');
  tell(`checkout, ${values.changed} files never seen`, await update(engine));
  for (const branch of ['one', 'two']) {
    git('checkout', '-q', branch);
    tell(`checkout, ${values.changed} files seen before`, await update(engine));
  }
  git('worktree', 'add', '-q', '-b', 'three', join(scratch, 'tree'), 'one');
  const tree = await open(join(scratch, 'tree'));
  tell('second working tree', await update(tree));
  await tree.close();
  await engine.search(request('warm'));
  const times: number[] = [];
  for (let at = 0; at < 20; at++) times.push(await saveAndFind(engine, at));
  tellTimes('saved → found', times);
  const looks = Array.from({ length: 50 }, () => {
    const started = performance.now();
    engine.changed(null);
    engine.checkedOut();
    return performance.now() - started;
  });
  tellTimes('look before a search', looks);
  await engine.close();
} finally {
  await encoders.close();
  rmSync(scratch, { recursive: true, force: true });
}
