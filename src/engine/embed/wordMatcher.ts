import { Int8Matrix } from '../simd/int8Matrix.ts';
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
export function createWordMatchers(
  table: TokenTable,
  tokenizer: Tokenizer,
): (words: readonly string[]) => WordMatcher {
  // Most students, those of the threads that read, match no words.
  let tokensOf: ReturnType<typeof distinctTokens> | null = null;
  return (words) => {
    const distinct = (tokensOf ??= distinctTokens(table));
    const pieces: number[] = [];
    const places = words.map((word): Word => {
      const from = pieces.length;
      pieces.push(...tokenizer.wordPieces(word, mostPieces));
      return { from, to: pieces.length };
    });
    return (texts) => {
      const tokens = distinct(texts);
      const columns = pieces.map((piece) => tokens.likenesses(piece));
      return tokens.texts.map((text) => {
        const best = columns.map((column) => most(column, text));
        return places.map(({ from, to }) => {
          let sum = 0;
          for (let at = from; at < to; at++) sum += best[at] ?? 0;
          return sum / Math.max(1, to - from);
        });
      });
    };
  };
}

/** The tokens of some texts, each once. */
interface DistinctTokens {
  /** Of each text, which tokens it has, by their places here. */
  readonly texts: readonly Int32Array[];
  /** Their cosines with one token, by place, not below 0. */
  likenesses(token: number): Float32Array;
}

/** What is told of the tokens of some texts holds until the next ones are asked about. Plain loops: it is told of thousands. */
function distinctTokens({ rows, dims }: TokenTable): (texts: readonly Int32Array[]) => DistinctTokens {
  const matrix = new Int8Matrix(dims);
  /** By token; −1: not among those of the texts at hand. */
  const places = new Int32Array(rows.length / dims).fill(-1);
  /** By token, 0 where it is not known yet. */
  const lengths = new Float32Array(places.length);
  const rowOf = (token: number): Int8Array => rows.subarray(token * dims, (token + 1) * dims);
  const lengthOf = (token: number): number => (lengths[token] ||= lengthOfRow(rowOf(token)));
  return (texts) => {
    const tokens: number[] = [];
    const placeOf = (token: number): number => {
      const place = places[token] ?? -1;
      if (place !== -1) return place;
      matrix.set(tokens.length, rowOf(token));
      places[token] = tokens.length;
      return tokens.push(token) - 1;
    };
    const placed = texts.map((text) => {
      const found = new Int32Array(text.length);
      for (let at = 0; at < text.length; at++) found[at] = placeOf(text[at] ?? 0);
      return found;
    });
    for (const token of tokens) places[token] = -1;
    const likenesses = (token: number): Float32Array => {
      const products = matrix.products(rowOf(token), tokens.length);
      const length = lengthOf(token);
      const cosines = new Float32Array(tokens.length);
      for (let place = 0; place < cosines.length; place++) {
        const other = tokens[place] ?? 0;
        const product = products[place] ?? 0;
        if (other === token) cosines[place] = 1;
        else if (product > 0) cosines[place] = product / (length * lengthOf(other));
      }
      return cosines;
    };
    return { texts: placed, likenesses };
  };
}

function lengthOfRow(row: Int8Array): number {
  let squares = 0;
  for (const value of row) squares += value ** 2;
  return Math.sqrt(squares);
}

/** At least 0. */
function most(column: Float32Array, places: Int32Array): number {
  const { length } = places;
  let best = 0;
  for (let at = 0; at < length; at++) {
    const likeness = column[places[at] ?? 0] ?? 0;
    if (likeness > best) best = likeness;
  }
  return best;
}
