import type { Hit, SearchRequest } from '../types.ts';
import { findCandidates, type SearchParts } from './candidates.ts';
import { allowedChunks } from './filter.ts';
import { readHits } from './hits.ts';
import { parseQuery, type ParsedQuery } from './query.ts';
import { rankBy, rankHybrid, type Candidate, type Ranked } from './rank.ts';

/** Throws EngineError `queryEmpty`, `queryInvalid`, `aborted`; SQLite's errors. */
export async function search(
  parts: SearchParts,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<Hit[]> {
  const query = parseQuery(request);
  const { snapshot, root, limits } = parts;
  const { text } = query;
  const { mode, k } = request;
  const allowed = allowedChunks(snapshot.database, query, request);
  const embed = (): ReturnType<SearchParts['embed']> => parts.embed(text, 'query');
  const wanted = { text, mode, k, allowed, embed, without: new Set<number>() };
  const candidates = await findCandidates(snapshot, wanted, signal);
  return readHits(root, rank(query, candidates, request), { k, limits });
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
