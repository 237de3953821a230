import { setImmediate } from 'node:timers/promises';
import type { ReadLimits } from '../discover/readSource.ts';
import { EngineError } from '../errors.ts';
import type { ChunkPlace } from '../index/queries.ts';
import type { Snapshot } from '../index/reader.ts';
import type { DenseCandidate, QueryVectors, Vectors } from '../index/vectors.ts';
import type { SearchMode, StaticEncoder, TextRole } from '../types.ts';
import { searchWords, type LexicalQuery } from './lexical.ts';
import { leaningOf } from './leaning.ts';
import { bareName, namesIn, withoutScopes } from './names.ts';
import type { KnownChunks } from './knownChunks.ts';
import type { Lanes } from './lanes.ts';
import { comparePlaces } from './rank.ts';
import type { Candidate } from './ranked.ts';
import type { ShownLines } from './shownLines.ts';
import type { SymbolNames } from './symbolNames.ts';

/** What a search works with. */
export interface SearchParts {
  /** Absolute. */
  readonly root: string;
  readonly snapshot: Snapshot;
  readonly limits: ReadLimits;
  /** A text as both students see it. */
  readonly embed: (text: string, role: TextRole) => Promise<QueryVectors>;
  readonly staticStudent: StaticEncoder;
  readonly symbols: SymbolNames;
  readonly lanes: Lanes;
  readonly shownLines: ShownLines;
  readonly knownChunks: KnownChunks;
}

/** Candidates of each kind at the least; beyond, ranking gains nothing on code-repos. */
const leastCandidates = 200;
/** Equal ones beyond the last that is wanted, among which their places choose. */
const roomForEqual = 100;
/** The same where there are more: to read so many places takes some 20 ms. Estimated. */
const mostEqual = 4_000;
/** Chunks that declare a name of the query, or nearly: enough for every overload, not for every `__init__`. */
const mostNamed = 50;

export interface CandidateQuery extends Omit<LexicalQuery, 'k'> {
  readonly mode: SearchMode;
  /** Hits wanted. */
  readonly k: number;
  /** The query by meaning. */
  readonly embed: () => Promise<QueryVectors>;
  /** Never candidates. */
  readonly without: ReadonlySet<number>;
  /** Where its names may be declared; null: nothing in it is a name. */
  readonly symbols: SymbolNames | null;
  /** What the folder has of each kind; null: all are searched as one. */
  readonly lanes: Lanes | null;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** See leaning.ts; 0 where only one kind is there. */
  readonly leaning: number;
}

/**
 * What may answer the query: the nearest in meaning, the best by words, and what declares its names; filters applied
 * before any is chosen, and of code and of documents as many as if the other were not there. Throws EngineError
 * `aborted`, SQLite's errors.
 */
export async function findCandidates(
  { database, vectors, words, knownChunks }: Snapshot & Pick<SearchParts, 'knownChunks'>,
  query: CandidateQuery,
  signal?: AbortSignal,
): Promise<Candidates> {
  const { mode, without } = query;
  // Another process encodes, while words are looked up here.
  const embedding = mode === 'lexical' ? Promise.resolve(null) : query.embed();
  embedding.catch(() => undefined);
  await yieldTo(signal);
  const k = Math.max(leastCandidates, 2 * query.k) + without.size;
  query.lanes?.follow(words);
  const lanes = query.lanes?.areBothThere === true ? query.lanes : null;
  const kinds = lanes === null ? [undefined] : (['code', 'docs'] as const);
  const placesOf = (ids: readonly number[]): ChunkPlace[] => knownChunks.places(database, ids);
  const lexical = kinds.flatMap((kind) =>
    mode === 'dense'
      ? []
      : bestOf(k, placesOf, (most) =>
          searchWords(words, { ...query, k: most, ...(kind === undefined ? {} : { kind }) }),
        ),
  );
  const vector = await embedding;
  await yieldTo(signal);
  const asked = vector === null ? [] : nearest(vectors, vector, { ...query, lanes, k });
  const dense = asked.flatMap((each) => bestOf(k, placesOf, each));
  const nearness = new Map(dense.map(({ chunk, score }) => [chunk, score]));
  const shares = new Map(lexical.map(({ chunk, score }) => [chunk, score]));
  const areThere = (chunks: readonly number[]): number[] => placesOf(chunks).map(({ id }) => id);
  const named = mode === 'hybrid' ? namedBy(query, areThere) : [];
  const ids = [...new Set([...nearness.keys(), ...shares.keys(), ...named])].filter((id) => !without.has(id));
  const candidates = placesOf(ids).map((place) => ({
    place,
    dense: nearness.get(place.id) ?? null,
    lexical: shares.get(place.id) ?? null,
  }));
  return { candidates, leaning: lanes === null ? 0 : leaningOf(words, query.text, lanes.counts) };
}

type NearestQuery = Pick<CandidateQuery, 'allowed' | 'k' | 'lanes'>;

/** How many more than wanted of the commoner kind are asked for, because the rarer one takes places among them. */
const roomForRarer = 3;

/** So many of the best, best first, or all. */
type BestFirst<T> = (most: number) => readonly T[];

/** The nearest; of two kinds, as many of the rarer and about as many of the other. */
function nearest(
  vectors: Vectors,
  vector: QueryVectors,
  { allowed, k, lanes }: NearestQuery,
): BestFirst<DenseCandidate>[] {
  const rarer = lanes?.rarer;
  if (rarer === undefined || rarer.size === 0) return [(most) => vectors.search(vector, most, allowed)];
  const ofRarer = allowed === null ? rarer : new Set([...rarer].filter((id) => allowed.has(id)));
  const room = Math.min(ofRarer.size, (roomForRarer - 1) * k);
  return [
    (most) => vectors.search(vector, most + room, allowed).filter(({ chunk }) => !rarer.has(chunk)),
    (most) => vectors.search(vector, most, ofRarer),
  ];
}

/** The best `k`, of equal ones those whose places come first: ids tell only what came into the index before what. */
function bestOf<T extends { readonly chunk: number; readonly score: number }>(
  k: number,
  placesOf: (chunks: readonly number[]) => readonly ChunkPlace[],
  best: BestFirst<T>,
): readonly T[] {
  let found = best(k + roomForEqual);
  const least = found[k - 1]?.score;
  if (least === undefined || found[k]?.score !== least) return found.slice(0, k);
  // Many are equal where many are the same.
  if (found.at(-1)?.score === least) found = best(k + mostEqual);
  const above = found.filter(({ score }) => score > least);
  const equal = new Map(found.filter(({ score }) => score === least).map((each) => [each.chunk, each]));
  const chosen = placesOf([...equal.keys()])
    .toSorted(comparePlaces)
    .flatMap(({ id }) => equal.get(id) ?? []);
  return [...above, ...chosen.slice(0, k - above.length)];
}

/**
 * Chunks that declare a name of the query, or pass it on; where nothing bears it, the misspelt, and what begins so if the name is all that is
 * asked. `areThere`: those of some chunks that are still in the index.
 */
function namedBy(
  { text, allowed, symbols }: CandidateQuery,
  areThere: (chunks: readonly number[]) => readonly number[],
): number[] {
  if (symbols === null) return [];
  const best = (chunks: readonly number[]): number[] => {
    const among = allowed === null ? chunks : chunks.filter((chunk) => allowed.has(chunk));
    const found: number[] = [];
    // A file that is saved a hundred times leaves a hundred chunks that are gone before the one that is there.
    for (let at = 0; at < among.length && found.length < mostNamed; at += 2 * mostNamed) {
      const some = among.slice(at, at + 2 * mostNamed);
      const there = new Set(areThere(some));
      found.push(...some.filter((chunk) => there.has(chunk)));
    }
    return found.slice(0, mostNamed);
  };
  return [...namesIn(text)].flatMap((name) => {
    // Both: a name may be declared here in the style of another kind of thing, as `from_request` beside `FromRequest`.
    const exact = [...best(symbols.exact(name)), ...best(symbols.reexporting(name))];
    if (exact.length > 0) return exact;
    const begun = name === bareName(withoutScopes(text)) ? best(symbols.beginning(name)) : [];
    return [...begun, ...best(symbols.misspelt(name))];
  });
}

/** Lets other work of the thread go first. */
export async function yieldTo(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted === true) throw new EngineError('aborted', 'The search was stopped.');
}
