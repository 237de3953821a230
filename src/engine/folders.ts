/** Questions to the engines of several folders, answered in one list. */
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Engine } from './engine.ts';
import { realPathOf } from './discover/realPath.ts';
import { EngineError, messageOf, type ErrorCode } from './errors.ts';
import { textAt } from './search/similar.ts';
import type {
  FolderHit,
  FoundHits,
  Log,
  Place,
  SearchRequest,
  SearchResult,
  SimilarRequest,
} from './types.ts';

export interface AskedFolders {
  /** By the absolute paths of their folders; they may be opened and closed meanwhile. */
  readonly engines: ReadonlyMap<string, Engine>;
  /** A hit is in at least one; folders without one are not asked. Null: anywhere. */
  readonly within: readonly Place[] | null;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** What one folder is asked besides the request, which is the same for all. */
type Inside = Pick<SearchRequest, 'within'>;

/**
 * A folder without an index, or one that fails, is named in the answer. Throws what searching one throws where it is about
 * the question, or where no folder answers.
 */
export function searchFolders(
  asked: AskedFolders,
  request: Omit<SearchRequest, 'within'>,
): Promise<FoundHits> {
  return askFolders(asked, request.k, (engine, inside) =>
    engine.search({ ...request, ...inside }, asked.signal),
  );
}

/**
 * As `searchFolders`. `placeRoot`: the folder that the request's place is relative to, null where it is in none. Other
 * folders are asked with the place's text, for they cannot read it.
 */
export async function similarInFolders(
  asked: AskedFolders,
  request: Omit<SimilarRequest, 'within'>,
  placeRoot: string | null,
): Promise<FoundHits> {
  const { place } = request;
  const home = placeRoot !== null && asked.engines.has(placeRoot) ? placeRoot : null;
  const text = request.text ?? (home === null || place === null ? null : await textAt(home, place));
  const placeIn = ({ root }: Engine): SimilarRequest['place'] => {
    if (home === null || place === null) return null;
    const path = relative(root, join(home, place.path)).split(sep).join('/');
    // From one drive of Windows to another there is no relative path.
    const isOutside = path === '..' || path.startsWith('../') || isAbsolute(path);
    return isOutside ? null : { ...place, path };
  };
  return askFolders(asked, request.k, (engine, inside) =>
    engine.similar({ ...request, ...inside, text, place: placeIn(engine) }, asked.signal),
  );
}

async function askFolders(
  { engines, within, log }: AskedFolders,
  k: number,
  find: (engine: Engine, inside: Inside) => Promise<SearchResult>,
): Promise<FoundHits> {
  const started = performance.now();
  const missing: string[] = [];
  const failed = new Map<string, unknown>();
  const lists: FolderHit[][] = [];
  for (const [root, engine] of [...engines]) {
    const inside = insideOf(root, within);
    if (inside === null) continue;
    try {
      const { hits } = await find(engine, inside);
      lists.push(hits.map((hit) => ({ ...hit, root })));
    } catch (error) {
      const code = error instanceof EngineError ? error.code : 'internal';
      if (isOfQuestion(code)) throw error;
      if (code === 'indexMissing') missing.push(root);
      // The folder was taken away, or is opened anew, while it was asked.
      else if (code !== 'closed' || engines.get(root) === engine) failed.set(root, error);
    }
  }
  const [first] = failed.values();
  if (failed.size > 0 && lists.length === 0) throw first;
  for (const [root, error] of failed) log('error', `${root} cannot be searched: ${detailsOf(error)}`);
  const ms = performance.now() - started;
  return { hits: mergeHits(lists, k), ms, missing, failed: [...failed.keys()] };
}

/** Every other folder would say the same. */
function isOfQuestion(code: ErrorCode | 'internal'): boolean {
  return code === 'queryEmpty' || code === 'queryInvalid' || code === 'aborted';
}

function detailsOf(error: unknown): string {
  return error instanceof Error && !(error instanceof EngineError)
    ? (error.stack ?? error.message)
    : messageOf(error);
}

/** Null where a folder has none of the places. */
function insideOf(root: string, within: AskedFolders['within']): Inside | null {
  if (within === null) return {};
  const paths = within.filter((place) => place.root === root).map(({ path }) => path);
  return paths.length === 0 ? null : { within: paths };
}

/**
 * One list from those of several folders, best first, at most `k`. Scores tell how well a folder answers at all
 * (src/engine/search/evidence.ts), so those of folders can be compared; equal ones keep the folders' order. What lies in
 * two of the folders, one being inside of the other, comes once.
 */
export function mergeHits(lists: readonly (readonly FolderHit[])[], k: number): readonly FolderHit[] {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  const roots = new Set(lists.flat().map(({ root }) => root));
  const places = new Map([...roots].map((root) => [root, realPathOf(root)]));
  const shown = new Map<string, FolderHit[]>();
  const merged: FolderHit[] = [];
  for (const hit of lists.flat().sort((a, b) => b.score - a.score)) {
    if (merged.length === k) break;
    const file = join(places.get(hit.root) ?? hit.root, hit.path);
    const before = shown.get(file) ?? [];
    if (before.some((each) => each.root !== hit.root && overlap(each, hit))) continue;
    shown.set(file, [...before, hit]);
    merged.push(hit);
  }
  return merged;
}

function overlap(a: FolderHit, b: FolderHit): boolean {
  return a.startLine <= b.endLine && b.startLine <= a.endLine;
}
