import assert from 'node:assert/strict';
import fc from 'fast-check';
import { differenceInterval, meanNdcg, meanReciprocalRank, median, rankOf, spearman } from './measures.ts';

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

describe('the interval of a difference', () => {
  /** 400 questions, half of them answered: one standard error of the mean is 0.5 / √400 = 0.025. */
  const half = Array.from({ length: 400 }, (_, at) => at % 2);
  const none = half.map(() => 0);

  it('is as wide as the standard error says', () => {
    const [low, high] = differenceInterval([half], [none], 1);
    assert.ok(Math.abs(low - (0.5 - 1.96 * 0.025)) < 0.006, `from ${low}`);
    assert.ok(Math.abs(high - (0.5 + 1.96 * 0.025)) < 0.006, `to ${high}`);
  });

  it('is the same for the same seed, another for another', () => {
    const uneven = half.map((_, at) => Math.sqrt(at));
    const interval = differenceInterval([uneven], [none], 1);
    assert.deepEqual(differenceInterval([uneven], [none], 1), interval);
    assert.notDeepEqual(differenceInterval([uneven], [none], 2), interval);
  });

  it('is mirrored where the sides are', () => {
    const [low, high] = differenceInterval([half], [none], 1);
    assert.deepEqual(differenceInterval([none], [half], 1), [-high, -low]);
  });

  it('draws the answers to a question together', () => {
    const better = half.map((gain) => gain + 0.25);
    assert.deepEqual(differenceInterval([better], [half], 1), [0.25, 0.25]);
  });

  it('draws each group from itself, and weighs groups alike however many questions they have', () => {
    const groups = [[1, 1, 1, 1, 1, 1, 1], [0]];
    assert.deepEqual(differenceInterval(groups, [[0, 0, 0, 0, 0, 0, 0], [0]], 1), [0.5, 0.5]);
  });
});
