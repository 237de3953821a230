import type { Hit, SearchMode, SearchRequest } from '../types.ts';
import { chunkDetails, documentParts } from '../index/queries.ts';
import { findCandidates, yieldTo, type Candidates, type SearchParts } from './candidates.ts';
import { explainHits } from './explain.ts';
import { FileLines } from './fileLines.ts';
import { allowedChunks } from './filter.ts';
import { readHits } from './hits.ts';
import { bareName, namesIn } from './names.ts';
import { phrasesOf, phraseTest, rulesOutSpaces } from './phrases.ts';
import { parseQuery } from './query.ts';
import { measure, rankApart, rankBy, rankMeasured } from './rank.ts';
import type { Ranked } from './ranked.ts';
import { lookAgain, type LookParts } from './secondLook.ts';
import { defaultWeights } from './weights.ts';
import { writtenSo, type WrittenSo } from './writtenSo.ts';

/** Hits for which candidates are read in search of a phrase; of each list of candidates twice as many: some 100 ms. */
const mostRead = 500;

/** Throws EngineError `queryEmpty`, `queryInvalid`, `aborted`; SQLite's errors. */
export async function search(
  parts: SearchParts,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<Hit[]> {
  const query = parseQuery(request);
  const { snapshot, root, limits, symbols, staticStudent, knownChunks } = parts;
  const { text } = query;
  const { mode, k } = request;
  const names = new Set([...query.symbols.map(bareName), ...namesIn(text)]);
  const isAboutNames = query.not.symbols.length + names.size > 0;
  if (isAboutNames) await symbols.follow(snapshot.database);
  const files = new FileLines(root, limits);
  const phrases = phrasesOf(query);
  const within = allowedChunks({ ...snapshot, root, symbols }, query, request);
  const written = await writtenSo({ ...snapshot, files }, phrases, within, signal);
  const { allowed } = written;
  const embed = (): ReturnType<SearchParts['embed']> => parts.embed(text, 'query');
  // Whatever stands behind the last word, a space or an operator, says that the word is whole.
  const typing = request.typing === true && request.text.endsWith(text.split(/\s+/u).at(-1) ?? ' ');
  const lanes = mode === 'hybrid' ? parts.lanes : null;
  const wanted = { text, mode, k, allowed, embed, symbols, lanes, typing, without: new Set<number>() };
  // A neighbour may hold what a hit must not, or the end of it.
  const isAlone = written.suspects.size > 0 || rulesOutSpaces(phrases);
  const growing = isAlone ? null : { partsOf: documentParts(snapshot.database), allowed };
  const detailOf = chunkDetails(snapshot.database);
  const isWritten = phraseTest(phrases);
  const accept = ({ path, text: lines }: Hit): boolean => isWritten(path, lines);
  const reading = { k, files, growing, detailOf, names, accept };
  const tokensOf = (chunks: readonly number[]): ReturnType<typeof knownChunks.tokens> =>
    knownChunks.tokens(staticStudent, snapshot.database, chunks);
  const look = { query: text, staticStudent, words: snapshot.words, files, tokensOf };
  const find = async (most: number, among: ReadonlySet<number> | null): Promise<Found> => {
    const asked = { ...wanted, k: most, allowed: among };
    const candidates = await findCandidates({ ...snapshot, knownChunks }, asked, signal);
    await yieldTo(signal);
    return readHits(rank(candidates, mode, look), reading);
  };
  const found = await findEnough(k, written, find);
  if (request.explain !== true) return found.map(({ hit }) => hit);
  const { shownLines } = parts;
  return explainHits({ staticStudent, shownLines, text, role: 'query' }, found);
}

type Found = ReturnType<typeof readHits>;

/** Where the lines of all were too many to read before, those of more than the best are. */
async function findEnough(
  k: number,
  { allowed, suspects, isRead }: WrittenSo,
  find: (most: number, among: ReadonlySet<number> | null) => Promise<Found>,
): Promise<Found> {
  const atFirst = await find(k, allowed);
  if (isRead || atFirst.length === k) return atFirst;
  const found = await find(Math.max(k, mostRead), allowed);
  if (found.length === k || suspects.size === 0 || allowed === null) return found;
  // The best hold what they must not: then what the index knows to be without it.
  const others = await find(k, new Set([...allowed].filter((id) => !suspects.has(id))));
  return others.length > found.length ? others : found;
}

function rank({ candidates, leaning }: Candidates, mode: SearchMode, look: LookParts): readonly Ranked[] {
  if (mode !== 'hybrid') return rankBy(candidates, mode);
  const question = measure(look.query, candidates, leaning);
  const atFirst = rankApart(question, defaultWeights);
  return rankMeasured(lookAgain(question, atFirst, look), defaultWeights);
}
