import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BitReader, BitWriter } from '../../../src/engine/index/bits.ts';

const numbers = fc.array(
  fc
    .integer({ min: 1, max: 2 ** 29 })
    .chain((bound) => fc.record({ bound: fc.constant(bound), value: fc.nat(bound - 1) })),
);

describe('Numbers in bits', () => {
  it('come back as they were written, behind whatever stands before them', () => {
    fc.assert(
      fc.property(numbers, fc.uint8Array({ maxLength: 3 }), (all, before) => {
        const writer = new BitWriter();
        for (const { bound, value } of all) writer.below(bound, value);
        const reader = new BitReader(Buffer.concat([before, writer.bytes()]), before.length);
        for (const { bound, value } of all) assert.equal(reader.below(bound), value);
      }),
    );
  });
  it('take no room where there is no choice, and little where there is little', () => {
    const writer = new BitWriter();
    writer.below(1, 0);
    assert.equal(writer.bytes().length, 0);
    for (let at = 0; at < 8; at++) writer.below(2, at % 2);
    assert.deepEqual([...writer.bytes()], [0b01010101]);
  });
  it('stay below their bound whatever the bytes are, and beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), fc.integer({ min: 1, max: 2 ** 29 }), (bytes, bound) => {
        const reader = new BitReader(bytes, 0);
        for (let at = 0; at < 5; at++) {
          const value = reader.below(bound);
          assert.ok(value >= 0 && value < bound);
        }
      }),
    );
  });
});
