import { createRandom } from '../bench/model/random.ts';

/** What is drawn in a run; the same for the same seed. */
export interface Dice {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(values: readonly [T, ...T[]]): T;
  pick<T>(values: readonly T[]): T | undefined;
  /** As many bytes. */
  bytes(count: number): Buffer;
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    below,
    pick: <T>(values: readonly T[]): T => values[below(values.length)] as T,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
  };
}
