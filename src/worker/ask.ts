/** Questions to the engines of several folders, answered in one list. */
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { textAt } from '../engine/search/similar.ts';
import type { SearchResult } from '../engine/types.ts';
import type { FoundHits, SearchParams, SimilarParams } from '../protocol/messages.ts';
import { mergeHits } from './mergeHits.ts';

type Engines = ReadonlyMap<string, Engine>;

export async function search(
  engines: Engines,
  { request, roots }: SearchParams,
  signal: AbortSignal,
): Promise<FoundHits> {
  return askFolders({ engines, roots, k: request.k }, (engine) => engine.search(request, signal));
}

/** Other folders than the place's own are asked with its text: they can neither read it nor leave it out. */
export async function similar(
  engines: Engines,
  { request, placeRoot, roots }: SimilarParams,
  signal: AbortSignal,
): Promise<FoundHits> {
  const { place } = request;
  const home = placeRoot !== null && engines.has(placeRoot) ? placeRoot : null;
  const text = request.text ?? (home === null || place === null ? null : await textAt(home, place));
  return askFolders({ engines, roots, k: request.k }, (engine) =>
    engine.similar({ ...request, text, place: engine.root === home ? place : null }, signal),
  );
}

interface Asked {
  readonly engines: Engines;
  /** Empty: all. */
  readonly roots: readonly string[];
  readonly k: number;
}

async function askFolders(
  { engines, roots, k }: Asked,
  find: (engine: Engine) => Promise<SearchResult>,
): Promise<FoundHits> {
  const started = performance.now();
  const missing: string[] = [];
  const lists = [];
  for (const [root, engine] of [...engines]) {
    if (roots.length > 0 && !roots.includes(root)) continue;
    try {
      const { hits } = await find(engine);
      lists.push(hits.map((hit) => ({ ...hit, root })));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === 'indexMissing') missing.push(root);
      // The folder was taken away, or is opened anew, while it was asked.
      else if (error.code !== 'closed' || engines.get(root) === engine) throw error;
    }
  }
  return { hits: mergeHits(lists, k), ms: performance.now() - started, missing };
}
