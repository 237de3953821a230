import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Best } from '../../src/engine/best.ts';

describe('The best of many', () => {
  it('are those with the largest scores, equal ones with the smallest ids, the best first', () => {
    const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.nat(70), (offered, k) => {
        // Ids run against the order in which they come.
        const all = offered.map((score, at) => ({ id: 500 - at, score }));
        const best = new Best(k);
        for (const { id, score } of all) best.offer(id, score);
        const expected = all.toSorted((a, b) => b.score - a.score || a.id - b.id).slice(0, k);
        assert.deepEqual(best.take(), expected);
      }),
    );
  });

  it('tell from what score on one may be among them', () => {
    const best = new Best(2);
    assert.equal(best.least, -Infinity);
    best.offer(1, 5);
    best.offer(2, 3);
    assert.equal(best.least, 3);
    best.offer(3, 4);
    assert.equal(best.least, 4);
    const none = new Best(0);
    none.offer(1, 5);
    assert.deepEqual(none.take(), []);
  });
});
