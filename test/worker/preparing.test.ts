import assert from 'node:assert/strict';
import { createGate } from '../../src/worker/gate.ts';
import { createPreparing } from '../../src/worker/preparing.ts';
import { createPlace, open, update } from '../engine/index/support.ts';

describe('Folders that are made ready for questions', () => {
  it('are asked once, until something is committed or the index is another one', async () => {
    const place = createPlace({ 'a.py': 'def send():\n    return 1\n' });
    const engine = await open(place);
    let asked = 0;
    const counting = {
      committed: () => engine.committed(),
      search: (...question: Parameters<typeof engine.search>) => {
        asked++;
        return engine.search(...question);
      },
    };
    const prepare = createPreparing(createGate());
    const asksFor = async (): Promise<number> => {
      const before = asked;
      await prepare(new Map([[place.root, counting]]));
      return asked - before;
    };
    try {
      assert.equal(await asksFor(), 0, 'nothing is indexed');
      await update(engine);
      assert.deepEqual([await asksFor(), await asksFor()], [1, 0]);
      place.write({ 'b.py': 'def push():\n    return 2\n' });
      await update(engine);
      assert.deepEqual([await asksFor(), await asksFor()], [1, 0]);
      await engine.clear();
      assert.equal(await asksFor(), 0);
      await update(engine);
      assert.deepEqual([await asksFor(), await asksFor()], [1, 0]);
    } finally {
      await engine.close();
      place.dispose();
    }
  });

  it('are asked again where that failed, and others all the same', async () => {
    let asked = 0;
    const failing = { committed: () => 'once', search: () => (asked++, Promise.reject(new Error('damage'))) };
    const broken = { ...failing, committed: () => assert.fail('damage') };
    const prepare = createPreparing(createGate());
    for (const expected of [1, 2]) {
      await prepare(new Map(Object.entries({ broken, failing })));
      assert.equal(asked, expected);
    }
  });
});
