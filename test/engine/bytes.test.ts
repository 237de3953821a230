import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/engine/bytes.ts';

describe('Bytes that grow', () => {
  it('give back every number', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) writer.number(number);
        const reader = new ByteReader(writer.bytes());
        assert.deepEqual(
          numbers.map(() => reader.number()),
          numbers,
        );
        assert.equal(reader.at, writer.length);
      }),
    );
  });
});
