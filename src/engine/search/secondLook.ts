/**
 * A second look at what ranks best. The index keeps one vector and the words of a chunk; its text tells more, and is read
 * for the best alone: how well each word of the query is met by a like word, and how near the text as a whole is to the
 * static student, which errs elsewhere than the Transformer.
 */
import { embeddedText } from '../chunk/embeddedText.ts';
import { cosine } from '../embed/vectors.ts';
import type { ChunkDetail, ChunkPlace } from '../index/queries.ts';
import { wordsOf } from '../index/terms.ts';
import { countChunks, type WordIndex } from '../index/words/wordIndex.ts';
import type { StaticEncoder, TextDigest } from '../types.ts';
import { rarity } from './bm25.ts';
import type { Digests } from './digests.ts';
import type { FileLines } from './fileLines.ts';
import { isStopWord } from './lexical.ts';
import type { Closer, Measured, Question, Ranked } from './ranked.ts';

/** Chunks that are looked at again. Of 30 to 200, 60 did about best on all sets; each costs a tenth of a millisecond. */
export const lookedAt = 60;
/** Characters of files that are read for it: beyond, only files that were read already are looked at. */
const mostRead = 2_000_000;
/** Words of a query that are compared: the rarest. */
const mostWords = 12;

export interface LookParts {
  readonly query: string;
  readonly staticStudent: StaticEncoder;
  readonly words: WordIndex;
  readonly files: FileLines;
  readonly detailOf: (chunk: number) => ChunkDetail | null;
  readonly digests: Digests;
}

/** The question with what the texts of `best` tell; a text that is gone tells nothing. Throws SQLite's errors. */
export function lookAgain(question: Question, best: readonly Ranked[], parts: LookParts): Question {
  const read = best.flatMap(({ place }) => {
    const digest = digestOf(place, parts);
    return digest === null ? [] : [{ place, digest }];
  });
  const likeness = likenessesOf(
    read.map(({ digest }) => digest),
    parts,
  );
  const closer = new Map<number, Closer>();
  for (const kind of ['code', 'docs'] as const) {
    const at = read.flatMap(({ place }, row) => (place.kind === kind ? [row] : []));
    const words = deviations(at.map((row) => likeness.words[row] ?? 0));
    const meaning = deviations(at.map((row) => likeness.meaning[row] ?? 0));
    at.forEach((row, n) => {
      const { id } = read[row]?.place ?? { id: -1 };
      closer.set(id, { words: words[n] ?? 0, meaning: meaning[n] ?? 0 });
    });
  }
  const told = (candidate: Measured): Measured => ({
    ...candidate,
    closer: closer.get(candidate.place.id) ?? null,
  });
  return { ...question, candidates: question.candidates.map(told) };
}

/** Of what an encoder saw of the chunk, with its lines as they are now. */
function digestOf(
  place: ChunkPlace,
  { files, detailOf, digests, staticStudent }: LookParts,
): TextDigest | null {
  const { id, path, startLine, endLine } = place;
  const known = digests.get(id);
  if (known !== null) return known;
  if (files.characters > mostRead && !files.has(path)) return null;
  const detail = detailOf(id);
  const lines = files.of(path).slice(startLine - 1, endLine);
  if (detail === null || lines.length === 0) return null;
  const text = embeddedText(path, { symbol: place.symbol, trail: detail.trail, text: lines.join('\n') });
  return digests.keep(id, staticStudent.digest(text));
}

interface Likeness {
  readonly words: readonly number[];
  readonly meaning: readonly number[];
}

function likenessesOf(digests: readonly TextDigest[], { query, staticStudent, words }: LookParts): Likeness {
  const asked = weighedWords(words, query);
  const match = staticStudent.matcherOf(asked.map(({ word }) => word));
  const all = asked.reduce((sum, { weight }) => sum + weight, 0);
  const asAWhole = staticStudent.digest(query);
  return {
    words: digests.map((digest) => {
      const met = match(digest);
      return all > 0 ? asked.reduce((sum, { weight }, at) => sum + weight * (met[at] ?? 0), 0) / all : 0;
    }),
    meaning: digests.map(({ vector }) => cosine(asAWhole.vector, vector)),
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
  const { chunks } = index.totals;
  const rarityOf = (part: string): number => rarity(countChunks(index.find(part)).chunks, chunks);
  return index
    .read(() =>
      (telling.length > 0 ? telling : all)
        .slice(0, 4 * mostWords)
        .map((word) => ({ word, weight: Math.max(0, ...wordsOf(word).parts.map(rarityOf)) })),
    )
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostWords);
}

/** Deviations from the mean; none where all are the same. */
function deviations(values: readonly number[]): readonly number[] {
  const count = Math.max(1, values.length);
  const mean = values.reduce((sum, each) => sum + each, 0) / count;
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / count);
  return values.map((each) => (deviation > 0 ? (each - mean) / deviation : 0));
}
