import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { ReadLimits } from '../discover/readSource.ts';
import { EngineError } from '../errors.ts';
import { chunkPlaces } from '../index/queries.ts';
import type { Snapshot } from '../index/reader.ts';
import type { QueryVectors } from '../index/vectors.ts';
import type { Hit, SearchRequest } from '../types.ts';
import { allowedChunks } from './filter.ts';
import { readHits } from './hits.ts';
import { searchWords } from './lexical.ts';
import { parseQuery, type ParsedQuery } from './query.ts';
import { rankBy, rankHybrid, type Candidate, type Ranked } from './rank.ts';

export interface SearchParts {
  readonly root: string;
  readonly snapshot: Snapshot;
  readonly limits: ReadLimits;
  readonly embedQuery: (text: string) => Promise<QueryVectors>;
}

/** Candidates of each kind at the least; beyond, ranking gains nothing on code-repos. */
const leastCandidates = 200;

/** Throws EngineError `queryEmpty`, `queryInvalid`, `aborted`; SQLite's errors. */
export async function search(
  parts: SearchParts,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<Hit[]> {
  const query = parseQuery(request);
  const candidates = await findCandidates(parts, query, request, signal);
  return readHits(parts.root, rank(query, candidates, request), request.k, parts.limits);
}

function rank(query: ParsedQuery, candidates: readonly Candidate[], request: SearchRequest): Ranked[] {
  switch (request.mode) {
    case 'hybrid':
      return rankHybrid(query.text, candidates);
    case 'dense':
    case 'lexical':
      return rankBy(candidates, request.mode);
  }
}

/** What may answer the query: the nearest in meaning and the best by words, filters applied before either is chosen. */
async function findCandidates(
  parts: SearchParts,
  query: ParsedQuery,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const { database, vectors } = parts.snapshot;
  const vector = request.mode === 'lexical' ? null : await parts.embedQuery(query.text);
  await yieldTo(signal);
  const allowed = allowedChunks(database, query, request);
  const k = Math.max(leastCandidates, 2 * request.k);
  const dense = vector === null ? [] : vectors.search(vector, k, allowed);
  await yieldTo(signal);
  const lexical = request.mode === 'dense' ? [] : searchWords(database, { text: query.text, allowed, k });
  return join(
    database,
    new Map(dense.map(({ chunk, score }) => [chunk, score])),
    new Map(lexical.map(({ chunk, score }) => [chunk, score])),
  );
}

async function yieldTo(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted === true) throw new EngineError('aborted', 'The search was stopped.');
}

function join(
  database: DatabaseSync,
  dense: ReadonlyMap<number, number>,
  lexical: ReadonlyMap<number, number>,
): Candidate[] {
  const ids = [...new Set([...dense.keys(), ...lexical.keys()])];
  return chunkPlaces(database, ids).map((place) => ({
    place,
    dense: dense.get(place.id) ?? null,
    lexical: lexical.get(place.id) ?? null,
  }));
}
