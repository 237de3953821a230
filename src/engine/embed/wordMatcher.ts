import type { Tokenizer } from '../tokenize/tokenizer.ts';
import type { WordMatcher } from '../types.ts';
import { Recent } from './recent.ts';
import { normalise } from './vectors.ts';

/** Vectors of single tokens. */
export interface TokenTable {
  /** [vocabulary, dims], row-major; a row's length means nothing here. */
  readonly rows: Int8Array;
  readonly dims: number;
}

/** Pieces of one word that are compared: names have more, and say it in the first ones. */
const mostPieces = 6;
/** Pieces whose likenesses are kept, 120 kB each: from key to key all but the last word's stay. */
const mostRemembered = 36;

/** One word of what is asked: the tokens that it is made of, as places in the list of all. */
interface Word {
  readonly from: number;
  readonly to: number;
}

/**
 * Late interaction (Khattab and Zaharia 2020, "ColBERT") over vectors of single tokens: each piece of a word looks for the
 * token of a text that is most like it, and a word is as well matched as its pieces are in the mean. Compares two tokens
 * once, however many texts and questions have them.
 */
export function createWordMatchers(
  table: TokenTable,
  tokenizer: Tokenizer,
): (words: readonly string[]) => WordMatcher {
  const lengths = new Float32Array(table.rows.length / table.dims);
  const known = new Recent<number, Likeness>(mostRemembered);
  const likenessOf = (piece: number): Likeness => known.of(piece, () => new Likeness(table, lengths, piece));
  return (words) => {
    const pieces: number[] = [];
    const places = words.map((word): Word => {
      const from = pieces.length;
      pieces.push(...tokenizer.wordPieces(word, mostPieces));
      return { from, to: pieces.length };
    });
    const columns = pieces.map(likenessOf);
    return (tokens) => {
      const best = columns.map((column) => column.most(tokens));
      return places.map(({ from, to }) => {
        let sum = 0;
        for (let at = from; at < to; at++) sum += best[at] ?? 0;
        return sum / Math.max(1, to - from);
      });
    };
  };
}

/** Tokens' lengths as far as they are known, 0 where one is not. */
type Lengths = Float32Array;

/** The cosines of one token with others, each reckoned when it is asked for. */
class Likeness {
  readonly #table: TokenTable;
  readonly #lengths: Lengths;
  readonly #token: number;
  /** Of unit length, or zero. */
  readonly #row: Float32Array;
  /** By token; NaN where it was not asked for yet. */
  readonly #cosines: Float32Array;

  constructor(table: TokenTable, lengths: Lengths, token: number) {
    const { rows, dims } = table;
    this.#table = table;
    this.#lengths = lengths;
    this.#token = token;
    this.#row = Float32Array.from(rows.subarray(token * dims, (token + 1) * dims));
    normalise(this.#row);
    this.#cosines = new Float32Array(lengths.length).fill(NaN);
  }

  /** Of the most like token, at least 0. */
  most(tokens: Int32Array): number {
    const cosines = this.#cosines;
    const { length } = tokens;
    let most = 0;
    for (let at = 0; at < length; at++) {
      const token = tokens[at] ?? 0;
      let cosine = cosines[token] ?? 0;
      // NaN alone is not itself.
      if (cosine !== cosine) cosine = cosines[token] = this.#cosineWith(token);
      if (cosine > most) most = cosine;
    }
    return most;
  }

  #cosineWith(token: number): number {
    if (token === this.#token) return 1;
    const { rows, dims } = this.#table;
    const row = this.#row;
    const from = token * dims;
    // Four sums: one would wait for itself at every step.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < dims; at += 4) {
      a += (row[at] ?? 0) * (rows[from + at] ?? 0);
      b += (row[at + 1] ?? 0) * (rows[from + at + 1] ?? 0);
      c += (row[at + 2] ?? 0) * (rows[from + at + 2] ?? 0);
      d += (row[at + 3] ?? 0) * (rows[from + at + 3] ?? 0);
    }
    const length = this.#lengthOf(token);
    return length === 0 ? 0 : (a + b + c + d) / length;
  }

  #lengthOf(token: number): number {
    const known = this.#lengths[token] ?? 0;
    if (known > 0) return known;
    const { rows, dims } = this.#table;
    let squares = 0;
    for (let at = token * dims; at < (token + 1) * dims; at++) squares += (rows[at] ?? 0) ** 2;
    return (this.#lengths[token] = Math.sqrt(squares));
  }
}
