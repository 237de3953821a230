import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { locate } from '../../../src/engine/index/location.ts';
import { createPlace, open, pathsFound, update } from './support.ts';

const words = ['harbour', 'feather', 'copper', 'lantern', 'meadow', 'thimble', 'glacier', 'saffron'];

/** Lines of words of their own, so that words and rows take room. */
function source(seed: number): string {
  const line = (at: number): string => {
    const name = `${words[(seed + at) % 8] ?? ''}${words[(seed * 3 + at) % 8] ?? ''}${seed}x${at}`;
    return `export function ${name}(value) {\n  return value + ${seed * at}; // ${name} of ${seed}\n}\n`;
  };
  return Array.from({ length: 40 }, (_, at) => line(at)).join('\n');
}

describe('The file of an index', () => {
  it('gets smaller when files are removed, and answers as before', async () => {
    const files = Array.from({ length: 200 }, (_, at) => `src/file${at}.js`);
    const place = createPlace(Object.fromEntries(files.map((path, at) => [path, source(at)])));
    const engine = await open(place);
    try {
      const { database } = locate(place.storage, engine.root);
      await update(engine);
      const before = statSync(database).size;
      for (const path of files.slice(10)) place.remove(path);
      await update(engine);
      const after = statSync(database).size;
      assert.ok(after < before * 0.8, `${before} bytes before, ${after} after`);
      const found = new DatabaseSync(database, { readOnly: true });
      const free = Number(found.prepare('PRAGMA freelist_count').get()?.['freelist_count']);
      const pages = Number(found.prepare('PRAGMA page_count').get()?.['page_count']);
      assert.equal(found.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
      found.close();
      assert.ok(free <= pages / 32, `${free} of ${pages} pages are free`);
      assert.ok((await pathsFound(engine, 'copper lantern')).length > 0);
      assert.equal((await update(engine)).files, 10);
    } finally {
      await engine.close();
      place.dispose();
    }
  });
});
