/** Folders that another process indexes: each is tried again in a while, soon at first, as after a saved file, then seldom. */

/** Milliseconds. */
export interface LaterTimes {
  readonly first: number;
  readonly most: number;
}

const usually: LaterTimes = { first: 1_000, most: 8_000 };

interface Waiting<W> {
  readonly root: string;
  readonly waiters: readonly W[];
  readonly timer: NodeJS.Timeout;
}

export class Later<W> {
  readonly #times: LaterTimes;
  readonly #waiting = new Set<Waiting<W>>();
  /** How often in a row, by folder. */
  readonly #tries = new Map<string, number>();

  constructor(times = usually) {
    this.#times = times;
  }

  has(root: string): boolean {
    return [...this.#waiting].some((each) => each.root === root);
  }

  /** `again` is called when it is time, unless the folder is taken out before. */
  put(root: string, waiters: readonly W[], again: () => void): void {
    const tries = this.#tries.get(root) ?? 0;
    this.#tries.set(root, tries + 1);
    const timer = setTimeout(
      () => {
        this.#waiting.delete(waiting);
        again();
      },
      Math.min(this.#times.first * 2 ** tries, this.#times.most),
    ).unref();
    const waiting = { root, waiters, timer };
    this.#waiting.add(waiting);
  }

  /** Who waits for the folder; nothing asks for it again. */
  take(root: string): readonly W[] {
    const taken = [...this.#waiting].filter((each) => each.root === root);
    for (const each of taken) {
      clearTimeout(each.timer);
      this.#waiting.delete(each);
    }
    return taken.flatMap(({ waiters }) => waiters);
  }

  /** No other process is in the way of the folder any more. */
  free(root: string): void {
    this.#tries.delete(root);
  }
}
