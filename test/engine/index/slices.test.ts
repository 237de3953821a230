import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../../src/engine/engine.ts';
import { locate } from '../../../src/engine/index/location.ts';
import type { Encoder } from '../../../src/engine/types.ts';
import { createHashEncoders, createPlace, open, pathsFound, update, type Place } from './support.ts';

const files = { 'a.py': 'def circle():\n    pass\n', 'b.py': 'def square():\n    pass\n', 'c.py': 'x = 1\n' };

describe('Indexing that gives way', () => {
  let place: Place;
  let engine: Engine | null = null;
  beforeEach(() => (place = createPlace(files)));
  afterEach(async () => {
    await engine?.close();
    place.dispose();
  });

  it('goes on after a text only when it may, and is searched meanwhile', async () => {
    const encoders = createHashEncoders();
    const { transformer } = encoders;
    // More than a short step, as the Transformer takes.
    const slow: Encoder = {
      ...transformer,
      embed: (texts, role) => {
        for (const started = performance.now(); performance.now() - started < 15;);
        return transformer.embed(texts, role);
      },
    };
    engine = await open(place, { encoders: { ...encoders, student: () => Promise.resolve(slow) } });
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const run = update(engine, {
      mayGoOn: () => (transformer.embedded.length === 1 ? held : Promise.resolve()),
    });
    while (transformer.embedded.length === 0) await sleep(5);
    await sleep(100);
    assert.deepEqual(await pathsFound(engine, 'circle', { mode: 'lexical' }), ['a.py']);
    assert.equal(transformer.embedded.length, 1);
    goOn();
    assert.equal((await run).embedded, 3);
  });

  it('does so while many files are removed', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2000 }, (_, at) => [`many/f${at}.py`, `def subject_${at}():\n    return ${at}\n`]),
    );
    place.write(many);
    engine = await open(place);
    await update(engine, { until: 'static' });
    // A fast machine removes hundreds of files within one slice: thousands span several on any.
    place.remove('many');
    const database = new DatabaseSync(locate(place.storage, place.root).database, { readOnly: true });
    const left = new Set<number>();
    const count = database.prepare('SELECT count(*) AS count FROM files');
    const mayGoOn = (): Promise<void> => {
      left.add(Number(count.get()?.['count']));
      return Promise.resolve();
    };
    await update(engine, { until: 'static', mayGoOn });
    database.close();
    assert.ok(left.size > 2, [...left].join());
  });
});
