/** Lets searches go first: indexing waits between two of its steps while any of them runs. */
export interface Gate {
  /** Runs `work` with the gate closed. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing holds the gate. */
  open(): Promise<void>;
}

export function createGate(): Gate {
  let held = 0;
  let waiting: (() => void)[] = [];
  return {
    hold: async (work) => {
      held++;
      try {
        return await work();
      } finally {
        held--;
        if (held === 0) {
          const released = waiting;
          waiting = [];
          for (const resolve of released) resolve();
        }
      }
    },
    open: async () => {
      while (held > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
