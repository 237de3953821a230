import { normalise, quantize } from '../../../src/engine/embed/vectors.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A direction of 128 dims, stored form; about `center` where one is given. */
export function randomVector(random: () => number, center?: Float32Array, noise = 0.6): Int8Array {
  const vector = Float32Array.from({ length: 128 }, (_, at) => {
    const own = gaussian(random);
    return center === undefined ? own : (center[at] ?? 0) + noise * own;
  });
  normalise(vector);
  return quantize(vector);
}

/** Directions in clusters, as chunks of a few thousand subjects would lie. */
export function clusteredVectors(count: number, seed: number): Int8Array[] {
  const random = seeded(seed);
  const centers = Array.from({ length: Math.ceil(count / 20) }, () =>
    Float32Array.from({ length: 128 }, () => gaussian(random)),
  );
  return Array.from({ length: count }, (_, at) => randomVector(random, centers[at % centers.length]));
}
