import { Recent } from './recent.ts';
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
/** Pieces whose likenesses are remembered, 120 kB each: from key to key all but the last word's stay. */
const mostRemembered = 48;

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
  const likenesses = new Likenesses(table);
  return (words) => {
    const pieces: number[] = [];
    const places = words.map((word): Word => {
      const from = pieces.length;
      pieces.push(...tokenizer.wordPieces(word, mostPieces));
      return { from, to: pieces.length };
    });
    const columns = pieces.map((piece) => likenesses.of(piece));
    return (tokens) => {
      const best = Float32Array.from(columns, (column) => column.most(tokens));
      return places.map(({ from, to }) => mean(best.subarray(from, to)));
    };
  };
}

/** What has been compared so far. */
class Likenesses {
  readonly #table: TokenTable;
  readonly #columns = new Recent<number, Likeness>(mostRemembered);

  constructor(table: TokenTable) {
    this.#table = table;
  }

  of(piece: number): Likeness {
    const known = this.#columns.get(piece) ?? new Likeness(this.#table, piece);
    this.#columns.set(piece, known);
    return known;
  }
}

/** The cosines of one token with others, each reckoned when it is asked for. */
class Likeness {
  readonly #table: TokenTable;
  readonly #token: number;
  readonly #row: Float32Array;
  /** By token; NaN where it was not asked for yet. */
  readonly #cosines: Float32Array;

  constructor(table: TokenTable, token: number) {
    const { rows, dims } = table;
    this.#table = table;
    this.#token = token;
    this.#row = Float32Array.from(rows.subarray(token * dims, (token + 1) * dims));
    this.#cosines = new Float32Array(rows.length / dims).fill(NaN);
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
    let dot = 0;
    let own = 0;
    let other = 0;
    for (let at = 0; at < dims; at++) {
      const a = row[at] ?? 0;
      const b = rows[from + at] ?? 0;
      dot += a * b;
      own += a * a;
      other += b * b;
    }
    return own === 0 || other === 0 ? 0 : dot / Math.sqrt(own * other);
  }
}

function mean(values: Float32Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}
