import { isUtf8 } from 'node:buffer';
import { decodeByLetters, decodeDamagedUtf8, decodeUnmarkedUtf16 } from './encoding.ts';

/** What a file's bytes turned out to be. */
export type Decoded =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary' }
  | { readonly type: 'notText' };

/** Share of bytes, 0 to 1, that may be control characters, or stand for nothing, in text. Estimated. */
const MAX_CONTROL_SHARE = 0.005;

/** Share of bytes, 0 to 1, that may lie above ASCII in windows-1252. Estimated. */
const MAX_HIGH_SHARE = 0.3;

/** What windows-1252 holds at 0x80–0x9F, where it differs from latin1; five places are undefined. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * Text of a file's bytes: UTF-8, broken in places or not, and UTF-16 (a byte order mark is dropped), else the encoding that
 * its letters speak for, else windows-1252 where the bytes look like text. Other bytes with NUL are binary, as git and
 * ripgrep have it.
 */
export function decode(bytes: Buffer): Decoded {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, false);
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, true);
  if (bytes.includes(0)) return textOr('binary', decodeUnmarkedUtf16(bytes));
  const isMarked = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const start = isMarked ? 3 : 0;
  if (isUtf8(bytes)) return { type: 'text', text: bytes.toString('utf8', start) };
  if (!holdsText(bytes)) return { type: 'notText' };
  const text =
    decodeDamagedUtf8(bytes.subarray(start)) ??
    decodeByLetters(bytes) ??
    (looksLikeSingleByteText(bytes) ? decodeWindows1252(bytes) : null);
  return textOr('notText', text);
}

function textOr(type: 'binary' | 'notText', text: string | null): Decoded {
  return text === null ? { type } : { type: 'text', text };
}

function decodeUtf16(bytes: Buffer, bigEndian: boolean): Decoded {
  if (bytes.length % 2 !== 0) return { type: 'notText' };
  const body = bigEndian ? Buffer.from(bytes).swap16() : bytes;
  const text = body.toString('utf16le', 2);
  // UTF-32 begins like UTF-16 and then shows NUL in every second place.
  return text.includes('\0') || /\p{Surrogate}/u.test(text) ? { type: 'binary' } : { type: 'text', text };
}

/** Whether next to none of the bytes are control characters, which are the same in all encodings. */
function holdsText(bytes: Buffer): boolean {
  let control = 0;
  for (const byte of bytes) {
    if ((byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) || byte === 0x7f) control++;
  }
  return control <= bytes.length * MAX_CONTROL_SHARE;
}

function looksLikeSingleByteText(bytes: Buffer): boolean {
  let undefinedBytes = 0;
  let high = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) high++;
    if (isUndefinedIn1252(byte)) undefinedBytes++;
  }
  return undefinedBytes <= bytes.length * MAX_CONTROL_SHARE && high <= bytes.length * MAX_HIGH_SHARE;
}

function isUndefinedIn1252(byte: number): boolean {
  return byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d;
}

function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}
