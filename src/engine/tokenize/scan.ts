import { bertWords } from './bertWords.ts';
import { prepare } from './prepare.ts';
import { maxWordLength, wordPieces, type Vocabulary } from './wordPiece.ts';
import { hashPrime, hashSeed, WordTable } from './wordTable.ts';

/** Kinds of characters; the order counts: letters, then digits, then what is no part of a word. */
const lower = 0;
const upper = 1;
const digit = 2;
/** Whitespace and `_`, which preparation turns into a space: no rule looks across it. */
const gap = 3;
/** All other ASCII punctuation: each character is a token of its own. */
const sign = 4;
/** Control characters and everything beyond ASCII: left to the exact path. */
const foreign = 5;

const kinds = new Uint8Array(128).map((_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return lower;
  if (/[A-Z]/.test(character)) return upper;
  if (/[0-9]/.test(character)) return digit;
  if (/[\s_]/.test(character)) return gap;
  return code === 127 || code < 32 ? foreign : sign;
});

function kindAt(text: string, at: number): number {
  if (at < 0 || at >= text.length) return gap;
  const code = text.charCodeAt(at);
  return code < 128 ? (kinds[code] ?? foreign) : foreign;
}

/** Whether camelCase or an acronym's end puts a space between two letters; `after` is the kind behind them. */
function splitsCase(before: number, letter: number, after: number): boolean {
  return letter === upper && (before === lower || (before === upper && after === lower));
}

/** Whether three letters that stay together begin at `at`. */
function threeLetters(text: string, at: number): boolean {
  const first = kindAt(text, at);
  const second = kindAt(text, at + 1);
  const third = kindAt(text, at + 2);
  if (first >= digit || second >= digit || third >= digit) return false;
  return !splitsCase(first, second, third) && !splitsCase(second, third, kindAt(text, at + 3));
}

/** Where the stretch without gaps that `at` stands in ends. */
function stretchEnd(text: string, at: number): number {
  while (at < text.length && kindAt(text, at) !== gap) at++;
  return at;
}

/**
 * Text → ids in one pass over char codes: preparation, cleaning, lower-casing, splitting and lookup fused for ASCII.
 * Equal to `bertWords(prepare(text))` looked up word by word, which is what a stretch with any other character gets.
 */
export class Scanner {
  readonly #vocabulary: Vocabulary;
  readonly #table: WordTable;
  readonly #signs: Int32Array;
  readonly #word = new Uint8Array(maxWordLength);
  #ids = new Int32Array(1024);
  #count = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#table = new WordTable(vocabulary);
    this.#signs = new Int32Array(128).map(
      (_, code) => vocabulary.ids.get(String.fromCharCode(code)) ?? vocabulary.unknown,
    );
  }

  /** The ids of the last scan; valid until the next one. */
  get ids(): Int32Array {
    return this.#ids;
  }

  /** Scans until `limit` ids are there or the text ends; returns how many of `ids` count, `limit` at the most. */
  scan(text: string, limit: number): number {
    this.#count = 0;
    let stretchCount = 0;
    let stretchStart = 0;
    let at = 0;
    while (at < text.length) {
      const kind = kindAt(text, at);
      if (kind <= digit) at = this.#scanWord(text, at);
      else if (kind === gap) {
        at++;
        if (this.#count >= limit) break;
        stretchCount = this.#count;
        stretchStart = at;
      } else if (kind === sign) {
        // What stands before a sign is final, whatever follows: no rule looks across it.
        if (this.#count >= limit) break;
        this.#push(this.#signs[text.charCodeAt(at)] ?? this.#vocabulary.unknown);
        at++;
      } else {
        at = stretchEnd(text, at);
        this.#count = stretchCount;
        this.#readExactly(text.slice(stretchStart, at));
      }
    }
    return Math.min(this.#count, limit);
  }

  /** Reads the word at `at`, pushes its ids, returns where it ends. */
  #scanWord(text: string, at: number): number {
    const word = this.#word;
    const start = at;
    let hash = hashSeed;
    let letters = 0;
    let kind = kindAt(text, at);
    for (;;) {
      const code = text.charCodeAt(at);
      const lowered = kind === upper ? code + 32 : code;
      word[at - start] = lowered;
      hash = Math.imul(hash ^ lowered, hashPrime);
      at++;
      letters = kind === digit ? 0 : letters + 1;
      const next = kindAt(text, at);
      if (next > digit) break;
      if (next === digit ? letters >= 3 : kind === digit ? threeLetters(text, at) : false) break;
      if (next === upper && splitsCase(kind, upper, kindAt(text, at + 1))) break;
      kind = next;
    }
    const length = at - start;
    if (length > maxWordLength) this.#push(this.#vocabulary.unknown);
    else this.#pushFound(this.#table.find(word, length, hash));
    return at;
  }

  #pushFound(position: number): void {
    const pieces = this.#table.pieces;
    const count = pieces[position] ?? 0;
    for (let k = 1; k <= count; k++) this.#push(pieces[position + k] ?? 0);
  }

  #readExactly(stretch: string): void {
    for (const word of bertWords(prepare(stretch))) {
      for (const id of wordPieces(word, this.#vocabulary)) this.#push(id);
    }
  }

  #push(id: number): void {
    if (this.#count === this.#ids.length) {
      const longer = new Int32Array(this.#ids.length * 2);
      longer.set(this.#ids);
      this.#ids = longer;
    }
    this.#ids[this.#count++] = id;
  }
}
