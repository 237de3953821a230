/**
 * Words with their lists, packed into rows of one page of the database. Pure.
 *
 * A row holds neighbouring words in ascending order. The list of its last word may go on in the next row, and in as many
 * as it needs; each part is a list for itself.
 */
import { ByteReader, ByteWriter } from '../../bytes.ts';
import { addCounts, decodePostings, encodePostings, isInText, Postings } from './postings.ts';

/** Words and lists of a row. */
export interface WordRow {
  readonly first: string;
  /** All, joined by spaces. */
  readonly words: string;
  /** For each word: bytes of its postings, how many there are, how many tell of the text; then the postings. */
  readonly lists: Uint8Array;
}

/**
 * Bytes of a row at the most. A page of 4,096 holds 4,061 of a row, of which SQLite takes up to 14 to tell its shape; the
 * last posting may go ten bytes too far.
 */
const rowBytes = 4_036;
/** Bytes that a word takes beside its postings, at the most. */
const headBytes = 8;
/** Bytes for postings below which a word begins a new row. */
const leastRoom = 32;

/** The part of a word's list that one row holds. */
export interface ListPart {
  readonly bytes: Uint8Array;
  /** Where its postings begin and end. */
  readonly from: number;
  readonly to: number;
  readonly chunks: number;
  /** How many of them hold the word in their text. */
  readonly inText: number;
}

/**
 * As SQLite compares texts, by code points: JavaScript's own order differs where surrogates meet characters from U+E000 on.
 */
export function compareWords(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return place(x) - place(y);
  }
  return a.length - b.length;
}

function place(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Takes words in ascending order and hands over rows as they fill. */
export class RowBuilder {
  readonly #emit: (row: WordRow) => void;
  #words: string[] = [];
  /** Of the words, with the first one once more, and of what lies between them. */
  #textBytes = 0;
  readonly #lists = new ByteWriter();
  readonly #list = new ByteWriter();

  constructor(emit: (row: WordRow) => void) {
    this.#emit = emit;
  }

  /** `postings`: in ascending order, not empty. */
  add(word: string, postings: Postings): void {
    const length = Buffer.byteLength(word) + 1;
    for (let from = 0; from < postings.count;) {
      const textBytes = this.#textBytes + (this.#words.length === 0 ? 2 * length : length);
      const room = rowBytes - textBytes - this.#lists.length - headBytes;
      if (room < leastRoom && this.#words.length > 0) {
        this.flush();
        continue;
      }
      this.#list.clear();
      const next = encodePostings(postings, from, this.#list, room);
      this.#words.push(word);
      this.#textBytes = textBytes;
      this.#lists.number(this.#list.length);
      this.#lists.number(next - from);
      this.#lists.number(countInText(postings, from, next));
      this.#lists.append(this.#list);
      from = next;
    }
  }

  flush(): void {
    const [first] = this.#words;
    if (first === undefined) return;
    this.#emit({ first, words: this.#words.join(' '), lists: this.#lists.bytes() });
    this.#words = [];
    this.#textBytes = 0;
    this.#lists.clear();
  }
}

function countInText({ counts }: Postings, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row++) if (isInText(counts[row] ?? 0)) count++;
  return count;
}

/** The words of a row with their lists, in order. */
export function readRow({ words, lists }: Omit<WordRow, 'first'>): { word: string; part: ListPart }[] {
  const reader = new ByteReader(lists);
  return words.split(' ').map((word) => ({ word, part: readPart(reader) }));
}

export function lastWord({ words }: Pick<WordRow, 'words'>): string {
  return words.slice(words.lastIndexOf(' ') + 1);
}

/** The list of a word in a row, or null. */
export function findInRow({ words, lists }: Omit<WordRow, 'first'>, word: string): ListPart | null {
  const at = ` ${words} `.indexOf(` ${word} `);
  if (at === -1) return null;
  const reader = new ByteReader(lists);
  for (let space = words.indexOf(' '); space !== -1 && space < at; space = words.indexOf(' ', space + 1))
    readPart(reader);
  return readPart(reader);
}

/** Leaves the reader behind it. */
function readPart(reader: ByteReader): ListPart {
  const length = reader.number();
  const chunks = reader.number();
  const inText = reader.number();
  const from = reader.at;
  const to = Math.min(from + length, reader.bytes.length);
  reader.at = to;
  return { bytes: reader.bytes, from, to, chunks, inText };
}

/** The postings of all parts, in place of what was in `into`. */
export function readParts(parts: readonly ListPart[], into: Postings): Postings {
  into.clear();
  for (const { bytes, from, to } of parts) decodePostings(bytes, from, to, into);
  return into;
}

/** Lists of several words as if they were one. */
export function joinParts(parts: readonly ListPart[]): ListPart {
  const all = readParts(parts, new Postings());
  all.sort();
  const joined = new Postings();
  for (let row = 0; row < all.count; row++) {
    const [ordinal, counts] = [all.ordinals[row] ?? 0, all.counts[row] ?? 0];
    if (joined.count > 0 && joined.ordinals[joined.count - 1] === ordinal) {
      joined.counts[joined.count - 1] = addCounts(joined.counts[joined.count - 1] ?? 0, counts);
    } else joined.add(ordinal, counts);
  }
  const writer = new ByteWriter();
  encodePostings(joined, 0, writer, Infinity);
  const inText = joined.counts.subarray(0, joined.count).filter(isInText).length;
  return { bytes: writer.bytes(), from: 0, to: writer.length, chunks: joined.count, inText };
}
