import assert from 'node:assert/strict';
import { createPlace, open, request, update } from '../index/support.ts';

describe('Search by words', () => {
  it('scores a name made of stop words', async () => {
    const place = createPlace({
      'verb.py': 'def to_be():\n    return 1\n',
      'noun.py': 'def tree():\n    return 2\n',
    });
    const engine = await open(place);
    try {
      await update(engine);
      const { hits } = await engine.search(request('to_be', { mode: 'lexical' }));
      assert.equal(hits[0]?.path, 'verb.py');
      assert.ok(hits.every(({ score }) => Number.isFinite(score)));
    } finally {
      await engine.close();
      place.dispose();
    }
  });
});
