/** Makes folders ready for questions before there is one. */
import type { Engine } from '../engine/engine.ts';
import type { SearchRequest } from '../engine/types.ts';
import type { Gate } from './gate.ts';

type Prepared = Pick<Engine, 'search' | 'committed'>;

/** As one that is typed, which waits for no model where it need not; with a name, for which those in the index are read. */
const anyQuestion: SearchRequest = {
  text: 'where isItDone',
  k: 1,
  mode: 'hybrid',
  literal: true,
  typing: true,
  paths: [],
  languages: [],
  kinds: [],
};

/**
 * A question that nobody asked loads what all others need: the indexes, the names in them, the models. Where nothing was
 * committed since the last one it is all there: then there is none.
 */
export function createPreparing(gate: Gate): (engines: ReadonlyMap<string, Prepared>) => Promise<null> {
  const preparedAt = new WeakMap<Prepared, string>();
  return async (engines) => {
    for (const engine of [...engines.values()]) {
      const committed = committedBy(engine);
      if (committed === null || preparedAt.get(engine) === committed) continue;
      preparedAt.set(engine, committed);
      // What is wrong is said to those who ask.
      await gate.hold(() => engine.search(anyQuestion)).catch(() => preparedAt.delete(engine));
    }
    return null;
  };
}

/** Null where there is no index that can be read. */
function committedBy(engine: Prepared): string | null {
  try {
    return engine.committed();
  } catch {
    return null;
  }
}
