/** Scales `vector` to length 1 in place. False, and untouched, when it has no direction (zero or not finite). */
export function normalise(vector: Float32Array): boolean {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(squares > 0) || squares === Infinity) return false;
  const factor = 1 / Math.sqrt(squares);
  for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] ?? 0) * factor;
  return true;
}

/** Of vectors of equal length; NaN when one is not finite or zero. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k] ?? 0, b[k] ?? 0];
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

/** What 1 is in a vector that is stored. */
export const unit = 127;

/** The form in which vectors are stored and searched: each of −1…1 times 127, rounded. */
export function quantize(vector: Float32Array): Int8Array {
  const stored = new Int8Array(vector.length);
  for (let k = 0; k < vector.length; k++) {
    stored[k] = Math.max(-unit, Math.min(unit, Math.round((vector[k] ?? 0) * unit)));
  }
  return stored;
}
