import type { Tokenizer } from '../tokenize/tokenizer.ts';
import type { WordMatcher } from '../types.ts';

/** Vectors of single tokens. */
export interface TokenTable {
  /** [vocabulary, dims], row-major; a row's length means nothing here. */
  readonly rows: Int8Array;
  readonly dims: number;
}

/** Pieces of one word that are compared: names have more, and say it in the first ones. */
const mostPieces = 6;

/** One word of what is asked: the tokens that it is made of, as places in the list of all. */
interface Word {
  readonly from: number;
  readonly to: number;
}

/**
 * Late interaction (Khattab and Zaharia 2020, "ColBERT") over vectors of single tokens: each piece of a word looks for the
 * token of a text that is most like it, and a word is as well matched as its pieces are in the mean. Compares two tokens
 * once, however many texts have them.
 */
export function createWordMatcher(
  table: TokenTable,
  tokenizer: Tokenizer,
  words: readonly string[],
): WordMatcher {
  const pieces: number[] = [];
  const places = words.map((word): Word => {
    const from = pieces.length;
    pieces.push(...tokenizer.wordPieces(word, mostPieces));
    return { from, to: pieces.length };
  });
  const compare = comparisonWith(table, pieces);
  const known = new Map<number, Float32Array>();
  const likenessOf = (token: number): Float32Array => {
    const found = known.get(token) ?? compare(token);
    known.set(token, found);
    return found;
  };
  return ({ tokens }) => {
    const best = new Float32Array(pieces.length);
    for (const token of tokens) {
      const likeness = likenessOf(token);
      for (let at = 0; at < best.length; at++) best[at] = Math.max(best[at] ?? 0, likeness[at] ?? 0);
    }
    return places.map(({ from, to }) => mean(best.subarray(from, to)));
  };
}

/** Tells the cosines of a token with each of the pieces. */
function comparisonWith(
  { rows, dims }: TokenTable,
  pieces: readonly number[],
): (token: number) => Float32Array {
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let at = 0; at < dims; at++) sum += (rows[a * dims + at] ?? 0) * (rows[b * dims + at] ?? 0);
    return sum;
  };
  const squares = pieces.map((piece) => dot(piece, piece));
  return (token) => {
    const own = dot(token, token);
    return Float32Array.from(pieces, (piece, at) => {
      if (piece === token) return 1;
      const lengths = Math.sqrt(own * (squares[at] ?? 0));
      return lengths === 0 ? 0 : dot(piece, token) / lengths;
    });
  };
}

function mean(values: Float32Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}
