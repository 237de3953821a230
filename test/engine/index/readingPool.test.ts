import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { openReadingPool } from '../../../src/engine/index/readingPool.ts';
import type { Encoder, Encoders } from '../../../src/engine/types.ts';
import { termsOf } from './contents.ts';
import { assets, createPlace, open, pathsFound, rejects, update, type Files, type Place } from './support.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'src', 'engine', 'index', 'readingThread.ts');

/** More than a mebibyte, from which on threads read. */
function manyFiles(): Files {
  const files: Record<string, string> = {
    'binary.ts': 'a\0b',
    'notes/lonely.md': '# Moorings\n\nHow an airship is tied to its mast.\n',
  };
  for (let at = 0; at < 60; at++) {
    const functions = Array.from(
      { length: 300 },
      (_, each) =>
        `def parse_${at}_${each}(value):\n    """Parses number ${each}."""\n    return value + ${each}\n`,
    );
    files[`lib/f${at}.py`] = functions.join('\n');
  }
  return files;
}

function contentsOf(engine: Engine, place: Place): unknown {
  const database = new DatabaseSync(locate(place.storage, engine.root).database, { readOnly: true });
  const chunks = database
    .prepare(
      'SELECT f.path, f.size, hex(f.hash) AS hash, c.startLine, c.endLine, s.kind, s.language, c.symbol, c.trail, hex(c.lines) AS lines, ' +
        'hex(v.vector) AS vector, hex(h.hash) AS content FROM chunks c JOIN files f ON f.id = c.file ' +
        'JOIN sorts s ON s.id = c.sort JOIN contents h ON h.id = c.content JOIN vectors v ON v.content = c.content ORDER BY f.path, c.startLine',
    )
    .all();
  const terms = termsOf(database);
  const files = database
    .prepare('SELECT path, size, hex(hash) AS hash, skipped FROM files ORDER BY path')
    .all();
  database.close();
  return { chunks, terms, files };
}

describe('Threads that read files', function () {
  this.timeout(120_000);
  let place: Place;
  let encoders: Encoders;
  const engines: Engine[] = [];
  const told: string[] = [];
  const opened = async (
    readingThread?: string,
    storage = place.storage,
    changes: Partial<Encoders> = {},
  ): Promise<Engine> => {
    const log = (level: string, message: string): void => void told.push(`${level} ${message}`);
    const used = readingThread === undefined ? assets : { ...assets, readingThread };
    const options = { assets: used, encoders: { ...encoders, ...changes }, log };
    const engine = await open({ ...place, storage }, options);
    engines.push(engine);
    return engine;
  };
  before(async () => {
    encoders = await openEncoders({
      assets,
      device: 'cpu',
      threads: 1,
      environment: {},
      log: () => undefined,
    });
  });
  after(() => encoders.close());
  beforeEach(() => (place = createPlace(manyFiles())));
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    place.dispose();
    told.length = 0;
  });

  it('make the index that the main thread makes', async () => {
    const alone = await opened(undefined, `${place.storage}-alone`);
    await update(alone, { until: 'static' });
    const threaded = await opened(script);
    const { embedded, chunks, skipped } = await update(threaded, { until: 'static' });
    assert.deepEqual([embedded, skipped.length], [chunks, 1]);
    assert.deepEqual(
      contentsOf(threaded, place),
      contentsOf(alone, { ...place, storage: `${place.storage}-alone` }),
    );
    assert.deepEqual(told, []);
  });

  it('are done without where they cannot be started, or have another student', async () => {
    const broken = join(place.storage, '..', 'broken.mjs');
    for (const text of [
      'throw new Error("no thread");',
      'import { parentPort } from "node:worker_threads"; parentPort.postMessage({ type: "ready", staticId: "another" });',
    ]) {
      writeFileSync(broken, text);
      const engine = await opened(broken);
      await update(engine, { until: 'static' });
      assert.match(told.join('\n'), /^warn Files are read by the main thread/mu);
      assert.deepEqual(await pathsFound(engine, 'parse_7_9', { mode: 'lexical', k: 1 }), ['lib/f7.py']);
      await engine.clear();
    }
  });

  it('may die: the main thread reads what they had', async () => {
    const dying = join(place.storage, '..', 'dying.mjs');
    const { staticStudent } = encoders;
    writeFileSync(
      dying,
      'import { parentPort } from "node:worker_threads";' +
        `parentPort.postMessage({ type: "ready", staticId: ${JSON.stringify(staticStudent.id)} });` +
        'parentPort.on("message", () => process.exit(3));',
    );
    const engine = await opened(dying);
    const { files } = await update(engine, { until: 'static' });
    assert.equal(files, 61);
    assert.match(told.join('\n'), /^warn A file is read by the main thread/mu);
    assert.deepEqual(await pathsFound(engine, 'airship mast', { mode: 'lexical', k: 1 }), [
      'notes/lonely.md',
    ]);
  });

  it('end when all is read, while encoding goes on', async function () {
    if (process.platform !== 'linux') this.skip();
    const { staticStudent } = encoders;
    const slow: Encoder = {
      ...staticStudent,
      batchSize: 1,
      embed: (...args) => setTimeout(1).then(() => staticStudent.embed(...args)),
    };
    const engine = await opened(script, place.storage, { student: () => Promise.resolve(slow) });
    const threads = { reading: 0, encoding: Infinity };
    await update(engine, {}, ({ type }) => {
      const count = readdirSync('/proc/self/task').length;
      if (type === 'reading') threads.reading = Math.max(threads.reading, count);
      if (type === 'embedding') threads.encoding = Math.min(threads.encoding, count);
    });
    assert.ok(threads.encoding < threads.reading, JSON.stringify(threads));
  });

  it('are stopped without a trace', async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
    try {
      const engine = await opened(script);
      const stopping = new AbortController();
      const run = update(engine, { until: 'static', signal: stopping.signal }, ({ type }) => {
        if (type === 'reading') stopping.abort();
      });
      await rejects(run, 'aborted');
      // Threads end a moment after they are told to.
      await setTimeout(500);
      assert.deepEqual([unheard, told], [[], []]);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('unhandledRejection', other);
    }
  });

  it('are not waited for where they do not begin', async () => {
    const silent = join(place.storage, '..', 'silent.mjs');
    writeFileSync(silent, 'setInterval(() => undefined, 1_000);');
    const data = { root: place.root, limits: { maxBytes: 1 }, assets, table: null };
    await assert.rejects(openReadingPool(silent, data, { staticId: 'any', startLimit: 50 }), /in time/u);

    const engine = await opened(silent);
    const stopping = new AbortController();
    const run = update(engine, { until: 'static', signal: stopping.signal }, ({ type }) => {
      if (type === 'discovering') void setTimeout(500).then(() => stopping.abort());
    });
    await rejects(run, 'aborted');
    assert.deepEqual(told, []);
  });
});
