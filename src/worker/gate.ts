/** Lets searches go first: indexing waits between two of its steps while any of them runs, or is about to. */
export interface Gate {
  /** Runs `work` with the gate closed. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Holds the gate for so many milliseconds from now. */
  holdFor(milliseconds: number): void;
  /** Resolves when nothing holds the gate. */
  open(): Promise<void>;
}

export function createGate(): Gate {
  let held = 0;
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | null = null;
  const release = (): void => {
    held--;
    if (held > 0) return;
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  };
  return {
    hold: async (work) => {
      held++;
      try {
        return await work();
      } finally {
        release();
      }
    },
    holdFor: (milliseconds) => {
      if (timer === null) held++;
      else clearTimeout(timer);
      timer = setTimeout(() => {
        timer = null;
        release();
      }, milliseconds);
    },
    open: async () => {
      while (held > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
