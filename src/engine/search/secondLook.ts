/**
 * A second look at what ranks best. The index keeps one vector of a chunk and counts its words; its tokens tell more, and
 * are asked for the best alone: how well each word of the query is met by a like word, and how near the text as a whole is
 * to the static student, which errs elsewhere than the Transformer. In which order words stand neither of them tells: a text
 * that may hold much of the query word for word is read.
 */
import { cosine } from '../embed/vectors.ts';
import { wordsOf } from '../index/terms.ts';
import { distinctTokens } from '../index/tokens.ts';
import { countChunks, type WordIndex } from '../index/words/wordIndex.ts';
import type { StaticEncoder } from '../types.ts';
import { rarity } from './bm25.ts';
import type { FileLines } from './fileLines.ts';
import { mayStandInARow, shareInARow, wordsAskedFor } from './inARow.ts';
import type { SeenChunk } from './knownChunks.ts';
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
  /** By chunk, without those that are gone; see knownChunks.ts. */
  readonly seen: (chunks: readonly number[]) => ReadonlyMap<number, SeenChunk>;
}

/** The question with what the tokens of the best of `ranked` tell; a chunk that is gone tells nothing. Throws SQLite's errors. */
export function lookAgain(question: Question, ranked: readonly Ranked[], parts: LookParts): Question {
  const best = kinds.flatMap((kind) => ranked.filter(({ place }) => place.kind === kind).slice(0, lookedAt));
  const asked = wordsAskedFor(parts.query);
  const mayHold = asked.length === 0 ? [] : mayHoldMessages(question, best);
  const chunks = parts.seen([...new Set([...best, ...mayHold].map(({ place }) => place.id))]);
  const closer = closerOf(best, chunks, parts);
  const inARow = sharesInARow(asked, mayHold, { ...parts, chunks });
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
  chunks: ReadonlyMap<number, SeenChunk>,
  parts: LookParts,
): ReadonlyMap<number, Closer> {
  const seen = best.flatMap(({ place }) => {
    const chunk = chunks.get(place.id);
    return chunk === undefined ? [] : [{ place, chunk }];
  });
  const likeness = likenessesOf(
    seen.map(({ chunk }) => chunk),
    parts,
  );
  const closer = new Map<number, Closer>();
  for (const kind of kinds) {
    const at = seen.flatMap(({ place }, row) => (place.kind === kind ? [row] : []));
    const words = deviations(at.map((row) => likeness.words[row] ?? 0));
    const meaning = deviations(at.map((row) => likeness.meaning[row] ?? 0));
    at.forEach((row, n) => {
      const { id } = seen[row]?.place ?? { id: -1 };
      closer.set(id, { words: words[n] ?? 0, met: likeness.words[row] ?? 0, meaning: meaning[n] ?? 0 });
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
  { staticStudent, files, chunks }: LookParts & { readonly chunks: ReadonlyMap<number, SeenChunk> },
): ReadonlyMap<number, number> {
  const shares = new Map<number, number>();
  // As they are written: the student's tokens tell the parts of `getUser`.
  const pieces = asked.map((word) => staticStudent.tokenize(word));
  const read = { code: 0, docs: 0 };
  for (const { place } of candidates) {
    const tokens = chunks.get(place.id)?.tokens;
    if (tokens === undefined || read[place.kind] === mostRead) continue;
    if (!mayStandInARow(pieces, (token) => tokens.includes(token))) continue;
    read[place.kind]++;
    const text = files
      .of(place.path)
      .slice(place.startLine - 1, place.endLine)
      .join('\n');
    shares.set(place.id, shareInARow(asked, text));
  }
  return shares;
}

interface Likeness {
  readonly words: readonly number[];
  readonly meaning: readonly number[];
}

function likenessesOf(chunks: readonly SeenChunk[], { query, staticStudent, words }: LookParts): Likeness {
  const asked = weighedWords(words, query);
  const match = staticStudent.matcherOf(asked.map(({ word }) => word));
  const met = match(chunks.map(({ tokens }) => tokens));
  const all = asked.reduce((sum, { weight }) => sum + weight, 0);
  // Each token once, as those of the chunks are kept: a word that a text repeats says no more.
  const asAWhole = staticStudent.vectorOf(distinctTokens(staticStudent.tokenize(query)));
  return {
    words: met.map((words) =>
      all > 0 ? asked.reduce((sum, { weight }, at) => sum + weight * (words[at] ?? 0), 0) / all : 0,
    ),
    meaning: chunks.map(({ vector }) => cosine(asAWhole, vector)),
  };
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
