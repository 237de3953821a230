import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distinctTokens, packTokens, unpackTokens } from '../../../src/engine/index/tokens.ts';

const tokens = fc.array(fc.nat(40_000)).map((ids) => Int32Array.from(ids));

describe('Packed tokens', () => {
  it('come back in ascending order, each once', () => {
    fc.assert(
      fc.property(tokens, (ids) => {
        const expected = [...new Set(ids)].sort((a, b) => a - b);
        assert.deepEqual([...unpackTokens(packTokens(ids))], expected);
        assert.deepEqual([...distinctTokens(ids)], expected);
      }),
    );
  });
  it('take a byte or two each', () => {
    assert.equal(packTokens(Int32Array.of(0, 127, 128, 128)).length, 3);
    assert.equal(packTokens(Int32Array.of(30_000)).length, 3);
    assert.equal(packTokens(new Int32Array()).length, 0);
  });
  it('are read to their end whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.ok(unpackTokens(bytes).length <= bytes.length);
      }),
    );
  });
});
