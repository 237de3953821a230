import { maxWordLength, wordPieces, type Vocabulary } from './wordPiece.ts';

/** Slots of the hash table, a power of two. Half of them may fill. */
const slots = 1 << 17;
const mask = slots - 1;
const maxEntries = slots / 2;
/** Bytes for the letters of all words; with the vocabulary's own words about 200 kB are in use at the start. */
const maxLetters = 1 << 20;
const maxPieces = 1 << 18;

/** 32-bit FNV-1a. */
export const hashSeed = 0x811c9dc5 | 0;
export const hashPrime = 0x01000193;

/**
 * Lower-cased ASCII words → their ids, without a string per lookup: open addressing over typed arrays, keyed by the
 * hash that the scanner computes on its way. Learns words as they come; when full it forgets them all, so that memory
 * stays below 4 MB whatever is read.
 */
export class WordTable {
  readonly #vocabulary: Vocabulary;
  /** Three a slot: hash, where the letters begin, where the pieces begin. A slot without pieces (0) is free. */
  readonly #table = new Int32Array(slots * 3);
  /** Length, then the letters of each word. */
  readonly #letters = new Uint8Array(maxLetters);
  /** Count, then the ids of each word. */
  readonly #pieces = new Int32Array(maxPieces);
  #entries = 0;
  #lettersEnd = 0;
  #piecesEnd = 1;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Count at the returned position, ids after it. */
  get pieces(): Int32Array {
    return this.#pieces;
  }

  /** `word`: at least `length` (1…100) lower-cased ASCII codes; `hash` over them. Returns a position in `pieces`. */
  find(word: Uint8Array, length: number, hash: number): number {
    const table = this.#table;
    let slot = ((hash ^ (hash >>> 15)) & mask) * 3;
    for (;;) {
      const pieces = table[slot + 2] ?? 0;
      if (pieces === 0) return this.#learn(word, length, hash);
      if (table[slot] === hash && this.#equal(table[slot + 1] ?? 0, word, length)) return pieces;
      slot = slot === mask * 3 ? 0 : slot + 3;
    }
  }

  #equal(at: number, word: Uint8Array, length: number): boolean {
    const letters = this.#letters;
    if (letters[at] !== length) return false;
    for (let k = 0; k < length; k++) if (letters[at + 1 + k] !== word[k]) return false;
    return true;
  }

  #learn(word: Uint8Array, length: number, hash: number): number {
    const full =
      this.#entries >= maxEntries ||
      this.#lettersEnd + 1 + maxWordLength > maxLetters ||
      this.#piecesEnd + 1 + maxWordLength > maxPieces;
    if (full) this.#forget();
    const ids = wordPieces(String.fromCharCode(...word.subarray(0, length)), this.#vocabulary);
    const at = this.#piecesEnd;
    this.#pieces[at] = ids.length;
    this.#pieces.set(ids, at + 1);
    this.#piecesEnd += 1 + ids.length;
    let slot = ((hash ^ (hash >>> 15)) & mask) * 3;
    while (this.#table[slot + 2] !== 0) slot = slot === mask * 3 ? 0 : slot + 3;
    this.#table[slot] = hash;
    this.#table[slot + 1] = this.#lettersEnd;
    this.#table[slot + 2] = at;
    this.#letters[this.#lettersEnd] = length;
    this.#letters.set(word.subarray(0, length), this.#lettersEnd + 1);
    this.#lettersEnd += 1 + length;
    this.#entries++;
    return at;
  }

  #forget(): void {
    this.#table.fill(0);
    this.#entries = 0;
    this.#lettersEnd = 0;
    this.#piecesEnd = 1;
  }
}
