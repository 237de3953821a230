export interface Scored {
  readonly id: number;
  readonly score: number;
}

/**
 * The `k` best that were offered, of equal ones those with the smallest ids: a heap with the worst of them on top, because most
 * of what comes is worse still.
 */
export class Best {
  /** What scores less is not among the best. */
  least = -Infinity;
  readonly #ids: Int32Array;
  readonly #scores: Float64Array;
  #size = 0;

  constructor(k: number) {
    this.#ids = new Int32Array(k);
    this.#scores = new Float64Array(k);
  }

  offer(id: number, score: number): void {
    if (this.#size < this.#ids.length) this.#rise(this.#size++, id, score);
    else if (this.#size > 0 && this.#isBetter(id, score, 0)) this.#sink(id, score);
    if (this.#size === this.#ids.length) this.least = this.#scores[0] ?? Infinity;
  }

  #isBetter(id: number, score: number, than: number): boolean {
    const other = this.#scores[than] ?? 0;
    return score > other || (score === other && id < (this.#ids[than] ?? 0));
  }

  #put(at: number, id: number, score: number): void {
    this.#ids[at] = id;
    this.#scores[at] = score;
  }

  /** From a free place at the bottom. */
  #rise(from: number, id: number, score: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#isBetter(id, score, above)) break;
      this.#put(at, this.#ids[above] ?? 0, this.#scores[above] ?? 0);
      at = above;
    }
    this.#put(at, id, score);
  }

  /** In place of the worst, which goes. */
  #sink(id: number, score: number): void {
    let at = 0;
    for (let below = 1; below < this.#size; below = 2 * at + 1) {
      const right = below + 1;
      const isLeft =
        right >= this.#size || this.#isBetter(this.#ids[right] ?? 0, this.#scores[right] ?? 0, below);
      const worse = isLeft ? below : right;
      if (!this.#isBetter(id, score, worse)) break;
      this.#put(at, this.#ids[worse] ?? 0, this.#scores[worse] ?? 0);
      at = worse;
    }
    this.#put(at, id, score);
  }

  /** The best first. */
  take(): Scored[] {
    const taken: Scored[] = [];
    for (let at = 0; at < this.#size; at++) {
      taken.push({ id: this.#ids[at] ?? 0, score: this.#scores[at] ?? 0 });
    }
    return taken.sort((a, b) => b.score - a.score || a.id - b.id);
  }
}
