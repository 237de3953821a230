/**
 * A second look at what ranks best. The index keeps one vector of a chunk and counts its words; its tokens tell more, and
 * are asked for the best alone: how well each word of the query is met by a like word. In which order words stand they do not
 * tell: a text that may hold much of the query word for word is read.
 */
import { wordsOf } from '../index/terms.ts';
import { countChunks, type WordIndex } from '../index/words/wordIndex.ts';
import type { StaticEncoder } from '../types.ts';
import { rarity } from './bm25.ts';
import type { FileLines } from './fileLines.ts';
import { mayStandInARow, shareInARow, wordsAskedFor } from './inARow.ts';
import { isStopWord } from './lexical.ts';
import type { Closer, Measured, Question, Ranked } from './ranked.ts';

/** Chunks of each kind that are looked at again: as many as if the other kind were not there. 30 to 60 do about as well. */
const lookedAt = 40;
/** Chunks of each kind whose words are looked at in a row besides: the best by words. */
const lookedThrough = 20;
/** BM25 as a share of a full match from which on they are: half of the words in a row, in a chunk however long, is more. */
const leastCover = 0.15;
/** Chunks of each kind that are read for it: a question that many may hold is no message. */
const mostRead = 20;
/** Words of a query that are compared: the rarest. */
const mostWords = 12;

const kinds = ['code', 'docs'] as const;

export interface LookParts {
  readonly query: string;
  readonly staticStudent: StaticEncoder;
  readonly words: WordIndex;
  readonly files: FileLines;
  /** Of chunks, without those that are gone; see knownChunks.ts. */
  readonly tokensOf: (chunks: readonly number[]) => ReadonlyMap<number, Int32Array>;
}

/** The question with what the tokens of the best of `ranked` tell; a chunk that is gone tells nothing. Throws SQLite's errors. */
export function lookAgain(question: Question, ranked: readonly Ranked[], parts: LookParts): Question {
  const best = kinds.flatMap((kind) => ranked.filter(({ place }) => place.kind === kind).slice(0, lookedAt));
  const asked = wordsAskedFor(parts.query);
  const mayHold = asked.length === 0 ? [] : mayHoldMessages(question, best);
  const tokens = parts.tokensOf([...new Set([...best, ...mayHold].map(({ place }) => place.id))]);
  const closer = closerOf(best, tokens, parts);
  const inARow = sharesInARow(asked, mayHold, { ...parts, tokens });
  return {
    ...question,
    candidates: question.candidates.map((candidate) => {
      const { id } = candidate.place;
      // Most were not looked at.
      if (!closer.has(id) && !inARow.has(id)) return candidate;
      return { ...candidate, closer: closer.get(id) ?? null, inARow: inARow.get(id) ?? 0 };
    }),
  };
}

/** By chunk, within its kind. */
function closerOf(
  best: readonly Ranked[],
  tokens: ReadonlyMap<number, Int32Array>,
  parts: LookParts,
): ReadonlyMap<number, Closer> {
  const seen = best.flatMap(({ place }) => {
    const own = tokens.get(place.id);
    return own === undefined ? [] : [{ place, own }];
  });
  const met = wordsMet(
    seen.map(({ own }) => own),
    parts,
  );
  const closer = new Map<number, Closer>();
  for (const kind of kinds) {
    const at = seen.flatMap(({ place }, row) => (place.kind === kind ? [row] : []));
    const words = deviations(at.map((row) => met[row] ?? 0));
    at.forEach((row, n) => {
      const { id } = seen[row]?.place ?? { id: -1 };
      closer.set(id, { words: words[n] ?? 0, met: met[row] ?? 0 });
    });
  }
  return closer;
}

/** The best, and of each kind the best by words; what is aside comes last: tests repeat messages. */
function mayHoldMessages({ candidates }: Question, best: readonly Ranked[]): readonly Measured[] {
  const isBest = new Set(best.map(({ place }) => place.id));
  const among = new Set(
    kinds.flatMap((kind) =>
      candidates
        .filter(({ place, lexical }) => place.kind === kind && lexical !== null && lexical >= leastCover)
        .sort((a, b) => (b.lexical ?? 0) - (a.lexical ?? 0) || a.place.id - b.place.id)
        .slice(0, lookedThrough),
    ),
  );
  const all = candidates.filter((each) => isBest.has(each.place.id) || among.has(each));
  return all.sort((a, b) => Number(a.isAside) - Number(b.isAside));
}

/** By chunk that was read, see inARow.ts. A file is read only where its tokens say that it may be worth it. */
function sharesInARow(
  asked: readonly string[],
  candidates: readonly Measured[],
  { staticStudent, files, tokens }: LookParts & { readonly tokens: ReadonlyMap<number, Int32Array> },
): ReadonlyMap<number, number> {
  const shares = new Map<number, number>();
  // As they are written: the student's tokens tell the parts of `getUser`.
  const pieces = asked.map((word) => staticStudent.tokenize(word));
  const read = { code: 0, docs: 0 };
  for (const { place } of candidates) {
    const own = tokens.get(place.id);
    if (own === undefined || read[place.kind] === mostRead) continue;
    if (!mayStandInARow(pieces, (token) => own.includes(token))) continue;
    read[place.kind]++;
    const text = files
      .of(place.path)
      .slice(place.startLine - 1, place.endLine)
      .join('\n');
    shares.set(place.id, shareInARow(asked, text));
  }
  return shares;
}

/** Of each chunk how well the words of the query are met by like ones, 0 to 1. */
function wordsMet(
  chunks: readonly Int32Array[],
  { query, staticStudent, words }: LookParts,
): readonly number[] {
  const asked = weighedWords(words, query);
  const all = asked.reduce((sum, { weight }) => sum + weight, 0);
  if (all === 0) return chunks.map(() => 0);
  const match = staticStudent.matcherOf(asked.map(({ word }) => word));
  return match(chunks).map(
    (met) => asked.reduce((sum, { weight }, at) => sum + weight * (met[at] ?? 0), 0) / all,
  );
}

interface WeighedWord {
  readonly word: string;
  /** Its rarity among the folder's chunks. */
  readonly weight: number;
}

/** The rarest words of a query, without stop words where there are others. */
function weighedWords(index: WordIndex, query: string): readonly WeighedWord[] {
  const all = [...new Set(query.split(/[^\p{L}\p{M}\p{N}_$]+/u).filter((word) => word !== ''))];
  const telling = all.filter((word) => !isStopWord(word.toLowerCase()));
  return index
    .read(() => {
      const { chunks } = index.totals;
      const rarityOf = (part: string): number => rarity(countChunks(index.find(part)).chunks, chunks);
      return (telling.length > 0 ? telling : all)
        .slice(0, 4 * mostWords)
        .map((word) => ({ word, weight: Math.max(0, ...wordsOf(word).parts.map(rarityOf)) }));
    })
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostWords);
}

/** Deviations from the mean; none where all are the same. */
function deviations(values: readonly number[]): readonly number[] {
  const count = Math.max(1, values.length);
  const mean = values.reduce((sum, each) => sum + each, 0) / count;
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / count);
  return values.map((each) => (deviation > 1e-9 ? (each - mean) / deviation : 0));
}
