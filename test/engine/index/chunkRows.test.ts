import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkRows } from '../../../src/engine/index/chunkRows.ts';

const chunk = fc.oneof(fc.nat(20), fc.integer({ min: 4_090, max: 4_100 }), fc.nat(10_000_000_000));
const step = fc.record({ chunk, row: fc.option(fc.nat(1_000), { nil: null }) });

describe('Rows by chunk', () => {
  it('are those of a map, after any additions, changes and removals', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const rows = new ChunkRows();
        const expected = new Map<number, number>();
        for (const { chunk: id, row } of steps) {
          if (row === null) {
            rows.delete(id);
            expected.delete(id);
          } else {
            rows.set(id, row);
            expected.set(id, row);
          }
        }
        for (const { chunk: id } of steps) assert.equal(rows.get(id), expected.get(id) ?? -1);
      }),
    );
  });
});
