import { countChunks, type WordIndex } from '../index/words/wordIndex.ts';
import type { ContentKind } from '../types.ts';
import { contentWords } from './lexical.ts';

/** Words of a query that are looked up. */
const mostWords = 64;
/**
 * A word's rate in a kind leans on its rate in the whole folder as if that were this many chunks: the few sections of a
 * README tell little. Of 3 to 300, 300 did best on code-repos beside documents.
 */
const prior = 300;
/** What one word says at the most, as a logarithm: e² = 7 times as frequent in one kind as in the other. Estimated. */
const mostOfOne = 2;

/**
 * Whether a query's words are those of this folder's documents or of its code: the sum over the words of the logarithm
 * of how much more frequent a word is in documents, by the root of their number: more words say more, but plain words in a
 * long question would soon outvote all else, and most are a little more frequent in documents. Above 0: documents. Throws
 * SQLite's errors.
 */
export function leaningOf(
  index: WordIndex,
  query: string,
  counts: Readonly<Record<ContentKind, number>>,
): number {
  const words = contentWords(query).slice(0, mostWords);
  const countIn = (word: string, kind: ContentKind): number => countChunks(index.find(word, kind)).inText;
  const found = index.read(() =>
    words.map((word) => ({ code: countIn(word, 'code'), docs: countIn(word, 'docs') })),
  );
  const leanings = found.map((found) => {
    const whole = (found.code + found.docs) / (counts.code + counts.docs);
    const rate = (kind: ContentKind): number =>
      (found[kind] + prior * whole + Number.EPSILON) / (counts[kind] + prior);
    return Math.max(-mostOfOne, Math.min(mostOfOne, Math.log(rate('docs') / rate('code'))));
  });
  return leanings.reduce((sum, each) => sum + each, 0) / Math.sqrt(Math.max(1, words.length));
}
