/**
 * A map of what was used of late. Two generations: what is used moves to the young one; when that is full it becomes the old
 * one, and what was not used since the last time goes. So to look up what is young, as most is, writes nothing.
 */
export class Recent<K, V> {
  readonly #kept: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** `kept`: so many of those last used are always there, and never more than twice as many. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** What is kept; else it is made now, and kept. */
  of(key: K, make: (key: K) => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    this.set(key, made);
    return made;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#kept && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
  }
}
