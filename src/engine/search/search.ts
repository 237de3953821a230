import type { Hit, SearchRequest } from '../types.ts';
import { chunkDetails, documentParts } from '../index/queries.ts';
import { findCandidates, type Candidates, type SearchParts } from './candidates.ts';
import { explainHits } from './explain.ts';
import { allowedChunks } from './filter.ts';
import { readHits } from './hits.ts';
import { namesIn } from './names.ts';
import { mustBeRead, phrasesOf, phraseTest, rulesOut } from './phrases.ts';
import { parseQuery, type ParsedQuery } from './query.ts';
import { rankBy, rankHybrid } from './rank.ts';
import type { Ranked } from './ranked.ts';

/** Hits for which candidates are read in search of a phrase; of each list of candidates twice as many: some 100 ms. */
const mostRead = 500;

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
  const allowed = allowedChunks({ ...snapshot, symbols }, query, request);
  const embed = (): ReturnType<SearchParts['embed']> => parts.embed(text, 'query');
  // Whatever stands behind the last word, a space or an operator, says that the word is whole.
  const typing = request.typing === true && request.text.endsWith(text.split(/\s+/u).at(-1) ?? ' ');
  const lanes = mode === 'hybrid' ? parts.lanes : null;
  const wanted = { text, mode, k, allowed, embed, symbols, lanes, typing, without: new Set<number>() };
  const phrases = phrasesOf(query);
  // A neighbour may hold what a hit must not.
  const growing = rulesOut(phrases) ? null : { partsOf: documentParts(snapshot.database), allowed };
  const detailOf = chunkDetails(snapshot.database);
  const reading = { k, limits, growing, detailOf, accept: phraseTest(phrases) };
  const find = async (most: number): Promise<ReturnType<typeof readHits>> =>
    readHits(
      root,
      rank(query, await findCandidates(snapshot, { ...wanted, k: most }, signal), request),
      reading,
    );
  let found = await find(k);
  // Their words are often found apart: then more are read.
  if (found.length < k && mustBeRead(phrases)) found = await find(Math.max(k, mostRead));
  if (request.explain !== true) return found.map(({ hit }) => hit);
  const { staticStudent, shownLines } = parts;
  return explainHits({ staticStudent, shownLines, text, role: 'query' }, found);
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
