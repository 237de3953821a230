/** Measures of retrieval and similarity: pure functions over numbers. */
import { createRandom } from './random.ts';

/** Positions from 1 in ascending order; equal values share the mean of their positions. */
function positions(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, at) => at);
  order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const shared = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let k = start; k < end; k++) shared[order[k] ?? 0] = (start + 1 + end) / 2;
    start = end;
  }
  return shared;
}

function pearson(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [(a[k] ?? 0) - meanA, (b[k] ?? 0) - meanB];
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

/** Spearman's rank correlation, −1 to 1, ties by their mean position; NaN where one side is constant. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return pearson(positions(a), positions(b));
}

/** Rank from 1 of `relevant` among all scores; whatever scores the same stands before it. */
export function rankOf(scores: readonly number[] | Float64Array, relevant: number): number {
  const own = scores[relevant] ?? NaN;
  let rank = 0;
  for (const score of scores) if (score >= own) rank++;
  return rank;
}

/** Mean reciprocal rank, no cut-off. */
export function meanReciprocalRank(ranks: readonly number[]): number {
  return mean(ranks.map((rank) => 1 / rank));
}

/** NDCG@10 where every question has one answer. */
export function meanNdcg(ranks: readonly number[]): number {
  return mean(ranks.map((rank) => (rank <= 10 ? 1 / Math.log2(rank + 1) : 0)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1));
}

/** Enough that the bounds of two seeds differ by 0.003 at the most where the interval is 0.1 wide. */
export const resamples = 5000;

/**
 * Between which a − b lies in 95 % of resamples, where both are the mean over groups of the mean of a group's values. Values of
 * one position belong together and are drawn together; each group is drawn from itself, as often as it has values, so that
 * the groups stay what they are and only the choice of questions is in doubt. The same for the same seed.
 */
export function differenceInterval(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  seed: number,
): readonly [low: number, high: number] {
  const random = createRandom(seed);
  const groups = a.map((group, at) => group.map((value, k) => value - (b[at]?.[k] ?? NaN)));
  const drawn = Float64Array.from({ length: resamples }, () =>
    mean(groups.map((group) => mean(group.map(() => group[Math.floor(random() * group.length)] ?? NaN)))),
  ).sort();
  const outside = Math.floor(resamples * 0.025);
  return [drawn[outside] ?? NaN, drawn[resamples - 1 - outside] ?? NaN];
}
