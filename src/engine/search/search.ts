import type { Hit, SearchRequest } from '../types.ts';
import { documentParts } from '../index/queries.ts';
import { findCandidates, type Candidates, type SearchParts } from './candidates.ts';
import { explainHits } from './explain.ts';
import { allowedChunks } from './filter.ts';
import { readHits } from './hits.ts';
import { namesIn } from './names.ts';
import { parseQuery, type ParsedQuery } from './query.ts';
import { rankBy, rankHybrid } from './rank.ts';
import type { Ranked } from './ranked.ts';

/** Throws EngineError `queryEmpty`, `queryInvalid`, `aborted`; SQLite's errors. */
export async function search(
  parts: SearchParts,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<Hit[]> {
  const query = parseQuery(request);
  const { snapshot, root, limits, symbols } = parts;
  const { text } = query;
  const { mode, k } = request;
  const isAboutNames = query.symbols.length + query.not.symbols.length + namesIn(text).size > 0;
  if (isAboutNames) await symbols.follow(snapshot.database);
  const allowed = allowedChunks({ database: snapshot.database, symbols }, query, request);
  const embed = (): ReturnType<SearchParts['embed']> => parts.embed(text, 'query');
  // Whatever stands behind the last word, a space or an operator, says that the word is whole.
  const typing = request.typing === true && request.text.endsWith(/\S+$/u.exec(text)?.[0] ?? ' ');
  const lanes = mode === 'hybrid' ? parts.lanes : null;
  const wanted = { text, mode, k, allowed, embed, symbols, lanes, typing, without: new Set<number>() };
  const ranked = rank(query, await findCandidates(snapshot, wanted, signal), request);
  const growing = { partsOf: documentParts(snapshot.database), allowed };
  const found = readHits(root, ranked, { k, limits, growing });
  if (request.explain !== true) return found.map(({ hit }) => hit);
  return explainHits({ staticStudent: parts.staticStudent, text, role: 'query' }, found);
}

function rank(query: ParsedQuery, { candidates, leaning }: Candidates, request: SearchRequest): Ranked[] {
  switch (request.mode) {
    case 'hybrid':
      return rankHybrid(query.text, candidates, leaning);
    case 'dense':
    case 'lexical':
      return rankBy(candidates, request.mode);
  }
}
