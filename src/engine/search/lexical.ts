import { fold, wordsOf } from '../index/terms.ts';
import { countChunks, type WordIndex } from '../index/words/wordIndex.ts';
import type { ContentKind } from '../types.ts';
import { bestChunks, rarity, type ScoredChunk, type Term } from './bm25.ts';

/** Terms of one query at the most: the rarest. What long queries add beyond is noise and time. Estimated. */
const mostTerms = 24;
/** Distinct terms whose counts are looked up. */
const mostLookups = 400;
/** Share of chunks, 0 to 1, from which a term is everywhere: dropped where rarer ones are there. Estimated. */
const everywhere = 0.4;
/** Chunks below which nothing is everywhere. */
const fewChunks = 50;

const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can could do does did doing done for from had has have how i if in into is ' +
    'it its me my no not of on or our should so some such than that the their them then there these they this those to ' +
    'too us was we were what when where which while who whom whose why will with would you your'
  ).split(' '),
);

export interface LexicalQuery {
  readonly text: string;
  /** Only these. */
  readonly allowed: ReadonlySet<number> | null;
  readonly k: number;
  /** True: the text's last word may be the beginning of one. Default false. */
  readonly typing?: boolean;
  /** Terms that fewer chunks hold are left out. Default 1. */
  readonly leastChunks?: number;
  /** Only chunks of this kind, and words as rare as they are among these. Default: all. */
  readonly kind?: ContentKind;
}

/** Whether a word, in lower case, is in every sentence. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

/** Distinct stems of a text's words, without stop words where there are others. */
export function contentWords(text: string): readonly string[] {
  const plain = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const stops = new Set(plain.filter(isStopWord).flatMap((word) => wordsOf(word).parts));
  const { parts } = wordsOf(text);
  const telling = parts.filter((part) => !stops.has(part));
  return [...new Set(telling.length > 0 ? telling : parts)];
}

/** The best `k` chunks by words, best first; equal ones by id. Throws SQLite's errors. */
export function searchWords(words: WordIndex, query: LexicalQuery): ScoredChunk[] {
  return words.read(() => {
    const { terms, whole } = chooseTerms(words, query);
    const beginning = query.typing === true ? typedBeginning(query.text) : null;
    const typed = beginning === null ? [] : [termBeginning(words, beginning, query.kind)];
    const found = bestChunks(words, [...terms, ...typed], query);
    return found.map(({ chunk, score }) => ({ chunk, score: score / whole }));
  });
}

/** All words that begin so, as if they were one. */
function termBeginning(words: WordIndex, beginning: string, kind: ContentKind | undefined): Term {
  const lists = words.findBeginning(beginning, kind);
  return { lists, rarity: rarity(countChunks(lists).chunks, words.totals.chunks) };
}

/** Letters from which the beginning of a word tells something. */
const shortestBeginning = 3;

/** The last word of a text that ends in it, as it stands in the index; null where that is too short or no word. */
function typedBeginning(text: string): string | null {
  const last = /[\p{L}\p{N}_$]+$/u.exec(fold(text))?.[0];
  if (last === undefined) return null;
  // The last part of an identifier, before its ending is taken off: `openFi` is typed on the way to `openFile`.
  const beginning = last.replace(/.*(?:[_$]|[\p{Ll}\p{N}](?=\p{Lu}))/u, '').toLowerCase();
  return /^[\p{L}\p{N}]+$/u.test(beginning) && beginning.length >= shortestBeginning ? beginning : null;
}

interface Terms {
  /** The rarest that the index knows. */
  readonly terms: readonly Term[];
  /** BM25 of a chunk of average length that holds every word once, unknown ones too: what makes a full match. */
  readonly whole: number;
}

/** What of a text is looked for, and what a full match of it would score. Call it within `words.read`. */
function chooseTerms(words: WordIndex, { text, leastChunks = 1, kind }: LexicalQuery): Terms {
  const { parts, wholes } = wordsOf(text);
  const plain = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const distinct = [...new Set([...wholes, ...parts])];
  const content = distinct.filter((term) => !(isStopWord(term) && plain.has(term)));
  const counted = (content.length > 0 ? content : distinct)
    .slice(0, mostLookups)
    .map((term) => {
      const lists = words.find(term, kind);
      return { term, lists, count: countChunks(lists).chunks };
    })
    .sort((a, b) => a.count - b.count || (a.term < b.term ? -1 : 1));
  const total = words.totals.chunks;
  const isEverywhere = (count: number): boolean => total >= fewChunks && count > total * everywhere;
  const known = counted.filter(({ count }) => count >= leastChunks);
  const rare = known.filter(({ count }) => !isEverywhere(count));
  const partSet = new Set(parts);
  const named = counted.filter(({ term }) => partSet.has(term));
  // `to_be` is one identifier of two stop words: then the identifiers are all there is to match.
  const full = named.length > 0 ? named : counted;
  const chosen = (rare.length > 0 ? rare : known).slice(0, mostTerms);
  return {
    terms: chosen.map(({ lists, count }) => ({ lists, rarity: rarity(count, total) })),
    whole: full.reduce((sum, { count }) => sum + rarity(count, total), 0),
  };
}
