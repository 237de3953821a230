import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Recent } from '../../../src/engine/embed/recent.ts';

describe('What was used of late', () => {
  const kept = 4;

  it('is there, and never more than twice as much', () => {
    const keys = Array.from({ length: 21 }, (_, at) => at);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...keys), { maxLength: 80 }), (uses) => {
        const recent = new Recent<number, number>(kept);
        for (const key of uses) if (recent.get(key) === undefined) recent.set(key, key);
        const last = [...new Set([...uses].reverse())].slice(0, kept);
        // From the oldest on: to look one up is to use it.
        for (const key of [...last].reverse()) assert.equal(recent.get(key), key);
        assert.ok(keys.filter((key) => recent.get(key) !== undefined).length <= 2 * kept + 1);
      }),
    );
  });

  it('goes when others were used since', () => {
    const recent = new Recent<number, number>(kept);
    for (let each = 0; each < 3 * kept; each++) recent.set(each, each);
    assert.equal(recent.get(0), undefined);
    for (let each = 2 * kept; each < 3 * kept; each++) assert.equal(recent.get(each), each);
  });

  it('is forgotten when it is deleted, of late or not', () => {
    const recent = new Recent<number, number>(kept);
    for (let each = 0; each <= kept; each++) recent.set(each, each);
    recent.delete(0);
    recent.delete(kept);
    assert.deepEqual([recent.get(0), recent.get(1), recent.get(kept)], [undefined, 1, undefined]);
  });

  it('is forgotten when it is cleared', () => {
    const recent = new Recent<number, number>(kept);
    recent.set(1, 1);
    recent.clear();
    assert.equal(recent.get(1), undefined);
  });
});
