import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { buildGraph } from '../../../src/engine/index/graph.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { writeMeta } from '../../../src/engine/index/meta.ts';
import { loadNative } from '../../../src/engine/index/native.ts';
import { Reader } from '../../../src/engine/index/reader.ts';
import { createHashEncoders, createPlace, open, update } from './support.ts';

describe('A reader', () => {
  it('that is closed while it opens a graph does not use it for another index', async () => {
    const place = createPlace({ 'a.ts': 'const a = 1;\n', 'b.ts': 'const b = 2;\n' });
    const encoders = createHashEncoders();
    const engine = await open(place, { encoders });
    await update(engine);
    await engine.close();
    const location = locate(place.storage, place.root);
    const { id: studentId, dims } = encoders.transformer;
    const staticId = encoders.staticStudent.id;
    const opened = (): Reader => new Reader({ location, studentId, staticId, dims, log: () => undefined });
    const first = opened();
    const native = await loadNative(() => undefined);
    const snapshot = await first.snapshot();
    assert.ok(native !== null && snapshot !== null);
    const record = await buildGraph(native, snapshot.vectors.student, {
      ...{ location, encoder: studentId, generation: 1 },
    });
    first.end();
    const database = new DatabaseSync(location.database);
    // Wherever it is at: reading the vectors, the file, its sum.
    for (let steps = 0; steps < 40; steps++) {
      writeMeta(database, 'graph', JSON.stringify(record));
      const reader = opened();
      const reading = reader.snapshot().catch(() => null);
      for (let step = 0; step < steps; step++) await setImmediate();
      reader.close();
      // As whoever looks for changed files does.
      reader.database();
      await reading;
      database.exec("DELETE FROM meta WHERE key = 'graph'");
      assert.equal((await reader.snapshot())?.vectors.graph, null, `after ${steps} steps`);
      reader.end();
    }
    database.close();
    place.dispose();
  });
});
