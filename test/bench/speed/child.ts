/** Performs one task (see task.ts) and prints its result as JSON. */
import { execFileSync } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { openEncoders, type EncodingProcess } from '../../../src/engine/embed/encoders.ts';
import { loadManifest } from '../../../src/engine/embed/manifest.ts';
import { openEngine, type Engine } from '../../../src/engine/engine.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { openStore } from '../../../src/engine/index/openStore.ts';
import { Reader } from '../../../src/engine/index/reader.ts';
import { renewGraph } from '../../../src/engine/index/run.ts';
import type { Assets, Encoders, IndexSummary, SearchRequest } from '../../../src/engine/types.ts';
import { bytesBelow } from './corpora.ts';
import { measureQueries } from './rawRivals.ts';
import { childrenOf, residentOf } from './resident.ts';
import { spreadOf, type Results, type Task } from './task.ts';
import { watchTurns } from './turns.ts';

// As in the worker.
setFlagsFromString('--no-wasm-tier-up --no-wasm-dynamic-tiering --heap-growing-percent=25');

const project = join(import.meta.dirname, '..', '..', '..');
// What starts while time is taken is built, as it is shipped: to read TypeScript takes a tenth of a second.
const built = (name: string): string => join(project, 'dist', name);
const assets: Assets = {
  models: join(project, 'models'),
  grammars: join(project, 'node_modules'),
  readingThread: built('reading.cjs'),
  aheadThread: built('ahead.cjs'),
};
const log = (level: string, message: string): void => {
  if (level === 'warn' || level === 'error') process.stderr.write(`${message}\n`);
};

interface Opened {
  readonly engine: Engine;
  readonly encoders: Encoders;
}

/** As the worker has it. */
const encodingProcess: EncodingProcess = {
  script: built('encoding.cjs'),
  onLost: () => process.exit(1),
};

async function open({ root, storage }: Task): Promise<Opened> {
  const options = { assets, device: 'cpu', threads: 0, environment: {}, log, encodingProcess } as const;
  const encoders = await openEncoders(options);
  return { encoders, engine: await openEngine({ root, storage, assets, encoders, log }) };
}

function request(text: string, k = 10): SearchRequest {
  return { text, k, mode: 'hybrid', literal: true, paths: [], languages: [], kinds: [] };
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

/** Milliseconds between two looks at what the processes hold. */
const lookEvery = 200;

interface Peak {
  readonly worker: number;
  readonly encoding: number;
  readonly both: number;
}

/** Bytes that this process and those that it has started hold at the most, until it is stopped. */
function watchMemory(): { stop(): Peak } {
  let peak: Peak = { worker: 0, encoding: 0, both: 0 };
  const look = setInterval(() => {
    const worker = residentOf(process.pid);
    const encoding = childrenOf(process.pid).reduce((sum, pid) => sum + residentOf(pid), 0);
    peak = {
      worker: Math.max(peak.worker, worker),
      encoding: Math.max(peak.encoding, encoding),
      both: Math.max(peak.both, worker + encoding),
    };
  }, lookEvery);
  return {
    stop: () => {
      clearInterval(look);
      return peak;
    },
  };
}

type Performers = { readonly [K in Task['type']]: (task: Extract<Task, { type: K }>) => Promise<Results[K]> };

const performers: Performers = {
  index: async (task) => {
    const { engine } = await open(task);
    const started = performance.now();
    const before = process.cpuUsage();
    const turns = watchTurns();
    let firstCommit = NaN;
    let summary: IndexSummary | null = null;
    const run = engine.index({ until: 'static' });
    while (summary === null) {
      const step = await run.next();
      if (step.done === true) summary = step.value;
      else if (step.value.type === 'reading' && step.value.done > 0 && Number.isNaN(firstCommit))
        firstCommit = performance.now() - started;
    }
    const { wall, cpu } = turns.stop();
    const used = process.cpuUsage(before);
    await engine.search(request('where is the connection closed'));
    // The threads are gone by then.
    await wait(1_000);
    const { folder, database } = locate(task.storage, engine.root);
    const indexed = new DatabaseSync(database, { readOnly: true });
    const texts = indexed.prepare('SELECT sum(size) AS bytes FROM files WHERE skipped IS NULL').get();
    indexed.close();
    return {
      files: summary.files,
      chunks: summary.chunks,
      seconds: summary.seconds,
      cpuSeconds: (used.user + used.system) / 1e6,
      firstCommit,
      turns: spreadOf(wall),
      cpuTurns: spreadOf(cpu),
      peakMemory: process.resourceUsage().maxRSS * 1024,
      memoryAfter: memory(),
      indexBytes: bytesBelow(folder),
      textBytes: Number(texts?.['bytes']),
    };
  },
  firstAnswer: async (task) => {
    const started = performance.now();
    const { engine } = await open(task);
    const stop = new AbortController();
    const indexing = (async () => {
      const run = engine.index({ until: 'static', near: task.near, signal: stop.signal });
      while ((await run.next()).done !== true);
    })().catch(() => undefined);
    const state = { isDone: false };
    void indexing.then(() => (state.isDone = true));
    let anything: number | null = null;
    let right: number | null = null;
    while (right === null && !state.isDone) {
      const hits = await engine.search(request(task.text, 5)).then(
        (result) => result.hits,
        () => [],
      );
      if (hits.length > 0) anything ??= performance.now() - started;
      if (hits.some(({ path }) => path === task.expected)) right = performance.now() - started;
      else await wait(50);
    }
    stop.abort();
    await indexing;
    return { anything, right };
  },
  open: async (task) => {
    const started = performance.now();
    const { engine } = await open(task);
    const opened = performance.now();
    // As the palette asks at the first pause.
    await engine.search({ ...request(task.text), typing: true });
    const done = performance.now();
    return {
      milliseconds: done - started,
      engine: done - opened,
      memory: memory(),
      chunks: (await engine.status()).chunks,
    };
  },
  encode: async (task) => {
    const { engine } = await open(task);
    const before = (await engine.status()).pending;
    const peak = watchMemory();
    const turns = watchTurns();
    const stop = AbortSignal.timeout(task.seconds * 1_000);
    const encoding = (async () => {
      const run = engine.index({ until: 'student', signal: stop });
      while ((await run.next()).done !== true);
    })().catch(() => undefined);
    while (!stop.aborted) {
      await engine.search(request('where is the connection closed'));
      await wait(1_000);
    }
    await encoding;
    const { wall, cpu } = turns.stop();
    const { pending, chunks } = await engine.status();
    return {
      ...peak.stop(),
      encoded: before - pending,
      chunks,
      turns: spreadOf(wall),
      cpuTurns: spreadOf(cpu),
    };
  },
  reconcile: async (task) => {
    const { engine } = await open(task);
    const [own, git]: [number[], number[]] = [[], []];
    for (let round = 0; round < task.rounds; round++) {
      const begun = performance.now();
      execFileSync(task.git, ['status', '--porcelain'], { cwd: task.root, stdio: 'ignore' });
      const started = performance.now();
      const run = engine.index({ until: 'static' });
      while ((await run.next()).done !== true);
      git.push(started - begun);
      own.push(performance.now() - started);
    }
    return { own, git };
  },
  graph: async ({ root, storage }) => {
    const { id, dims } = await loadManifest(join(assets.models, 'student'), 'student');
    const { id: staticId } = await loadManifest(join(assets.models, 'student-static'), 'student-static');
    const location = locate(storage, root);
    const reader = new Reader({ location, studentId: id, staticId, dims, log });
    await reader.snapshot();
    const store = openStore(location, log);
    const started = performance.now();
    const turns = watchTurns();
    await renewGraph({ location, reader, studentId: id, log }, store);
    const { wall } = turns.stop();
    const seconds = (performance.now() - started) / 1000;
    store.database.close();
    reader.end();
    return { seconds, peakMemory: process.resourceUsage().maxRSS * 1024, turns: spreadOf(wall) };
  },
  questions: async (task) => {
    const { engine, encoders } = await open(task);
    await encoders.student();
    await engine.search(request('warm'));
    const times: number[] = [];
    for (const text of task.texts) {
      const started = performance.now();
      await engine.search(request(text));
      times.push(performance.now() - started);
    }
    return spreadOf(times);
  },
  queries: async (task) => {
    const { engine, encoders } = await open(task);
    await encoders.student();
    await engine.search(request('warm'));
    const { database } = locate(task.storage, engine.root);
    return measureQueries({ engine, encoders, database, request }, task.texts);
  },
};

const task = JSON.parse(await readText(process.stdin)) as Task;
const performer = performers[task.type] as (task: Task) => Promise<unknown>;
process.stdout.write(JSON.stringify(await performer(task)), () => process.exit(0));
