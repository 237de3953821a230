import assert from 'node:assert/strict';
import fc from 'fast-check';
import { meanNdcg, meanReciprocalRank, median, rankOf, spearman } from './measures.ts';

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

describe('Spearman', () => {
  it('is 1 where the order is the same, however far the values lie apart', () => {
    close(spearman([1, 2, 3, 4], [-5, 0, 0.1, 1_000]), 1);
  });

  it('is −1 where the order is reversed', () => {
    close(spearman([1, 2, 3], [3, 2, 1]), -1);
  });

  it('gives equal values the mean of their positions', () => {
    // Positions 1, 2.5, 2.5, 4 against 1, 2, 3, 4, by hand: 4.5 / √(4.5 × 5).
    close(spearman([1, 2, 2, 3], [1, 2, 3, 4]), 4.5 / Math.sqrt(4.5 * 5));
  });

  it('is symmetric, and does not change when a side is stretched', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(pairs, (values) => {
        const [a, b] = [values.map(([x]) => x), values.map(([, y]) => y)];
        fc.pre(new Set(a).size > 1 && new Set(b).size > 1);
        close(spearman(a, b), spearman(b, a));
        close(
          spearman(a, b),
          spearman(
            a.map((x) => x ** 3),
            b,
          ),
        );
      }),
    );
  });

  it('has no value where one side is constant', () => {
    assert.ok(Number.isNaN(spearman([1, 1], [1, 2])));
  });
});

describe('the rank of an answer', () => {
  it('counts from 1', () => {
    assert.equal(rankOf([0.1, 0.9, 0.5], 1), 1);
    assert.equal(rankOf([0.1, 0.9, 0.5], 0), 3);
  });

  it('puts whatever scores the same before the answer', () => {
    assert.equal(rankOf([0.5, 0.5, 0.5], 0), 3);
  });

  it('makes the mean of reciprocals and of discounted gains', () => {
    close(meanReciprocalRank([1, 2, 4]), (1 + 0.5 + 0.25) / 3);
    close(meanNdcg([1, 3, 11]), (1 + 0.5 + 0) / 3);
  });
});

describe('the median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    assert.equal(median([9, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 9]), 3);
  });
});
