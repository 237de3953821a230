import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cosine, normalise, quantize, unit } from '../../../src/engine/embed/vectors.ts';

const numbers = fc.float({ min: -1, max: 1, noNaN: true });
const vectors = fc.float32Array({ minLength: 128, maxLength: 128, min: -1, max: 1, noNaN: true });

describe('vectors', () => {
  it('are stored as so many times their values, rounded', () => {
    assert.deepEqual([...quantize(Float32Array.of(0.5, -0.25, 0, 0.1, -0.003))], [106, -53, 0, 21, -1]);
    assert.equal(unit, 212);
  });

  it('stay within the range of a stored byte', () => {
    assert.deepEqual([...quantize(Float32Array.of(0.6, -0.6, 1.01, -1.01))], [127, -127, 127, -127]);
  });

  it('keep their direction when stored', () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        fc.pre(normalise(vector) && vector.every((value) => Math.abs(value) <= 0.6));
        assert.ok(cosine(Float32Array.from(quantize(vector)), vector) > 0.9995);
      }),
    );
  });

  it('are scaled to length 1, unless they have no direction', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 8 }), (values) => {
        const vector = Float32Array.from(values);
        const scaled = normalise(vector);
        assert.equal(
          scaled,
          values.some((value) => Math.fround(value) ** 2 > 0),
        );
        if (scaled) assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
      }),
    );
    assert.equal(normalise(Float32Array.of(NaN, 1)), false);
  });

  it('that are not finite agree with nothing', () => {
    assert.ok(Number.isNaN(cosine(Float32Array.of(NaN, 1), Float32Array.of(0, 1))));
  });
});
