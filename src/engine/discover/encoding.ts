/** Which encoding bytes are in that carry no mark and are no UTF-8. Pure. */
import { analyse } from 'chardet';

/** Of 100. Below it a few letters decide, and other encodings fit as well. Measured on comments in thirteen languages. */
const LEAST_CONFIDENCE = 20;

/** Bytes beyond ASCII below which nothing can be told: an accent or two are Western Europe's as a rule. Measured likewise. */
const LEAST_BYTES = 3;

/** Bytes of text beyond ASCII that are looked at: half a millisecond, and enough by far. */
const SAMPLE_BYTES = 4096;

/** Share of characters, 0 to 1, that are ASCII in UTF-16 that is believed: blanks and line ends alone are a tenth of it. Estimated. */
const LEAST_ASCII = 0.05;

/** Lower bytes that are 0, as in U+4E00, for each upper one. Estimated. */
const MOST_LOWER = 0.1;

/** Share of bytes, 0 to 1, that are 0 where all others are ASCII: half of them are in UTF-16. Estimated. */
const LEAST_ZEROS = 0.25;

/** What no text has: halves of pairs, places of no character, and control characters, of which old text may have some. */
const NO_TEXT = /[\p{Cs}\p{Cn}\p{Co}\x80-\x9f]/u;
const CONTROL = /[^\P{Cc}\t\n\v\f\r]/u;

const LINE_FEED = 0x0a;
/** U+FFFD */
const REPLACEMENT = 0xfffd;

/** UTF-16 without its mark: bytes of which nearly all that are 0 are upper ones, as ASCII has them. Null where it is none. */
export function decodeUnmarkedUtf16(bytes: Buffer): string | null {
  if (bytes.length % 2 !== 0) return null;
  let [first, second, plain] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes[at] === 0) first++;
    if (bytes[at + 1] === 0) second++;
    plain += asciiIn(bytes[at]) + asciiIn(bytes[at + 1]);
  }
  // ASCII with some NUL between is read as Chinese as a rule, and is binary.
  const zeros = first + second;
  if (plain + zeros === bytes.length && zeros < bytes.length * LEAST_ZEROS) return null;
  if (Math.min(first, second) > Math.max(first, second) * MOST_LOWER) return null;
  const text = (first > second ? Buffer.from(bytes).swap16() : bytes).toString('utf16le');
  if (NO_TEXT.test(text) || CONTROL.test(text)) return null;
  let ascii = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x80) ascii++;
  return ascii < text.length * LEAST_ASCII ? null : text;
}

/** 1 for what ASCII has in text, 0 for other bytes. */
function asciiIn(byte: number | undefined): number {
  return byte !== undefined && byte >= 0x09 && byte < 0x7f ? 1 : 0;
}

/** Characters that are damaged for each one beyond ASCII that is sound: in other encodings few bytes look like UTF-8. Estimated. */
const MOST_DAMAGED = 0.25;

/** UTF-8 in which some bytes are broken, as editors show it: with a mark in their place. Null where it is another encoding. */
export function decodeDamagedUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  let [sound, damaged] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === REPLACEMENT) damaged++;
    else if (code >= 0x80) sound++;
  }
  return damaged > sound * MOST_DAMAGED ? null : text;
}

/**
 * Text in the encoding that its lines beyond ASCII speak for: those of East Asia, of Cyrillic, Greek and others. Null
 * where they speak for none of them, or for Western Europe's.
 */
export function decodeByLetters(bytes: Buffer): string | null {
  const sample = linesBeyondAscii(bytes);
  if (sample.filter(isBeyondAscii).length < LEAST_BYTES) return null;
  const [best] = analyse(sample);
  if (best === undefined || best.confidence < LEAST_CONFIDENCE || isWestern(best.name)) return null;
  try {
    const text = new TextDecoder(best.name, { fatal: true }).decode(bytes);
    return NO_TEXT.test(text) ? null : text;
  } catch {
    // It does not fit, or the decoder does not know it.
    return null;
  }
}

function isWestern(name: string): boolean {
  return name === 'ISO-8859-1' || name === 'windows-1252' || name === 'UTF-8' || name === 'ASCII';
}

function isBeyondAscii(byte: number): boolean {
  return byte >= 0x80;
}

/** Comments say more of an encoding than the code around them, which is the same in all. */
function linesBeyondAscii(bytes: Buffer): Buffer {
  const lines: Buffer[] = [];
  let length = 0;
  for (let start = 0; start < bytes.length && length < SAMPLE_BYTES;) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found + 1;
    const line = bytes.subarray(start, Math.min(end, start + SAMPLE_BYTES));
    if (line.some(isBeyondAscii)) {
      lines.push(line);
      length += line.length;
    }
    start = end;
  }
  return Buffer.concat(lines);
}
