/** The engine as users have it: the real students, on the CPU, and nothing of the machine's own git settings. */
import { openEncoders } from '../../src/engine/embed/encoders.ts';
import { openEngine, type Engine, type EngineOptions, type IndexOptions } from '../../src/engine/engine.ts';
import type { Encoders, IndexSummary, Log, SearchRequest } from '../../src/engine/types.ts';
import { assets } from '../engine/index/support.ts';

/** Vectors from which a graph is kept: one, so that small folders have one too. */
export const graphFrom = 1;

export const silent: Log = () => undefined;

export function openRealEncoders(log = silent): Promise<Encoders> {
  return openEncoders({ assets, device: 'cpu', threads: 1, environment: {}, log });
}

export interface EnginePlace {
  readonly root: string;
  readonly storage: string;
}

export function openRealEngine(
  place: EnginePlace,
  encoders: Encoders,
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const git = { home: null, systemConfig: null };
  return openEngine({ ...place, assets, encoders, log: silent, git, ...options });
}

export async function update(engine: Engine, options?: IndexOptions): Promise<IndexSummary> {
  const run = engine.index(options);
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
}

export function question(text: string, changes: Partial<SearchRequest> = {}): SearchRequest {
  return { text, k: 10, mode: 'hybrid', literal: true, paths: [], languages: [], kinds: [], ...changes };
}
