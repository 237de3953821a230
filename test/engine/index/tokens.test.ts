import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distinctTokens, packTokens, unpackTokens } from '../../../src/engine/index/tokens.ts';

const tokens = fc.array(fc.nat(65_535)).map((ids) => Int32Array.from(ids));

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
  it('take the less room the nearer they are to each other', () => {
    const length = (ids: Int32Array): number => packTokens(ids).length;
    assert.equal(length(new Int32Array()), 1);
    assert.equal(length(Int32Array.of(30_000)), 3);
    const some = (step: number): Int32Array => Int32Array.from({ length: 60 }, (_, at) => at * step);
    assert.ok(length(some(1)) < length(some(20)) && length(some(20)) < length(some(500)));
    assert.ok(length(some(500)) < 90);
  });
  it('are ascending and bounded whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const ids = unpackTokens(bytes);
        assert.ok(ids.every((id, at) => id < 65_536 && (at === 0 || id > (ids[at - 1] ?? 0))));
      }),
    );
  });
});
