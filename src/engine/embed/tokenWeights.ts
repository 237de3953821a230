/** How the tokens of a text count together, as the static student was trained: part of its manifest. */
export interface TokenWeights {
  /** Occurrences of a token count as their number to this power, above 0 to 1: what is repeated says little more each time. */
  readonly repetition: number;
  /** Tokens after which one counts 1/√2: what comes first, path, name and documentation, says what a text is about. */
  readonly fading: number;
}

/**
 * Tells what each token of a text counts, in their order: its scale, less where it is repeated or stands late. One text after
 * the other: what it returns holds until it is asked again. `scales`: one a token of the vocabulary; `limit`: tokens of the
 * longest text.
 */
export function createTokenWeigher(
  { repetition, fading }: TokenWeights,
  scales: Float32Array,
  limit: number,
): (ids: Int32Array) => Float32Array {
  const weights = new Float32Array(limit);
  /** One a token of the vocabulary; 0 between two texts. */
  const counts = new Uint16Array(scales.length);
  /** What the nth occurrence adds to those before it, from 1. */
  const added = Float32Array.from({ length: limit + 1 }, (_, nth) =>
    nth === 0 ? 0 : nth ** repetition - (nth - 1) ** repetition,
  );
  /** By position, from 0. */
  const faded = Float32Array.from({ length: limit }, (_, at) => 1 / Math.sqrt(1 + at / fading));
  return (ids) => {
    const { length } = ids;
    for (let at = 0; at < length; at++) {
      const id = ids[at] ?? 0;
      const nth = (counts[id] ?? 0) + 1;
      counts[id] = nth;
      weights[at] = (scales[id] ?? 0) * (added[nth] ?? 0) * (faded[at] ?? 0);
    }
    for (let at = 0; at < length; at++) counts[ids[at] ?? 0] = 0;
    return weights;
  };
}
