/** Configurations one after the other, and questions between them. */
import { EngineError } from '../engine/errors.ts';

export interface Configuring {
  readonly inTurn: <T>(configure: () => Promise<T>) => Promise<T>;
  /** Asks what is configured last: an engine that another configuration closes meanwhile is no answer. */
  readonly settled: <T>(ask: () => Promise<T>) => Promise<T>;
}

export function createConfiguring(): Configuring {
  let configured: Promise<unknown> = Promise.resolve();
  return {
    inTurn: (configure) => {
      const done = configured.then(configure);
      configured = done.catch(() => undefined);
      return done;
    },
    settled: async (ask) => {
      for (;;) {
        const before = configured;
        await before;
        try {
          const answer = await ask();
          // What a closed engine leaves out of an answer does not show in it.
          if (configured === before) return answer;
        } catch (error) {
          const wasClosed = error instanceof EngineError && error.code === 'closed';
          if (!wasClosed || configured === before) throw error;
        }
      }
    },
  };
}
