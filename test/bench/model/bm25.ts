import { prepare } from '../../../src/engine/tokenize/prepare.ts';

/** Robertson's usual values: how soon a repeated word counts no more, and how much length counts. */
const k1 = 1.2;
const b = 0.75;

/** Lower-case letters and digits; identifiers split at changes of case and at punctuation. */
export function wordsOf(text: string): string[] {
  return (
    prepare(text)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  );
}

interface Posting {
  readonly document: number;
  readonly count: number;
}

/** Plain BM25 over whole documents, without the engine's store: returns one score a document for a query. */
export function createBm25(documents: readonly string[]): (query: string) => Float64Array {
  const postings = new Map<string, Posting[]>();
  const lengths = documents.map((text, document) => {
    const words = wordsOf(text);
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) {
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [{ document, count }]);
      else list.push({ document, count });
    }
    return words.length;
  });
  const meanLength = lengths.reduce((sum, each) => sum + each, 0) / documents.length;
  return (query) => {
    const scores = new Float64Array(documents.length);
    for (const word of new Set(wordsOf(query))) {
      const list = postings.get(word) ?? [];
      const idf = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5));
      for (const { document, count } of list) {
        const length = k1 * (1 - b + (b * (lengths[document] ?? 0)) / meanLength);
        scores[document] = (scores[document] ?? 0) + (idf * count * (k1 + 1)) / (count + length);
      }
    }
    return scores;
  };
}
