/** Text → the words that the index holds, and the same for queries: both sides must agree to the letter. */
import { inNames, inText, mostInName, mostInText } from './words/postings.ts';

const identifier = /[\p{L}\p{N}\p{M}_$]+/gu;
/** `getUser` → `get User`, `utf8Text` → `utf8 Text`. */
const caseLowerUpper = /([\p{Ll}\p{N}])(?=\p{Lu})/gu;
/** `HTTPServer` → `HTTP Server`. */
const caseAcronym = /(\p{Lu})(?=\p{Lu}\p{Ll})/gu;
/** Scripts written without spaces, as a class of regular expressions: every character is a word, a run of them a phrase. */
export const unspacedScripts = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}]';
const unspaced = new RegExp(unspacedScripts, 'gu');
// eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
const isAscii = /^[\x00-\x7f]*$/;

/** Characters. Longer runs are data (base64, hashes), which nobody types. */
const longestWord = 64;

export interface Words {
  /** Parts of identifiers in order of the text: `getUserName` gives `get`, `user`, `name`; stems, lower case. */
  readonly parts: readonly string[];
  /** Identifiers of several parts, joined: `getUserName` and `get_user_name` give `getusername`. */
  readonly wholes: readonly string[];
}

export function wordsOf(text: string): Words {
  const parts: string[] = [];
  const wholes: string[] = [];
  eachIdentifier(text, (known) => {
    // One by one: a number of half a million digits and letters has more parts than a call may have arguments.
    for (const part of known.parts) parts.push(part);
    if (known.whole !== null) wholes.push(known.whole);
  });
  return { parts, wholes };
}

/** What a chunk that holds an identifier in some case has in the index: its parts, or else all of it as one word. */
export interface Held {
  readonly parts: readonly string[];
  readonly joined: string;
}

/** The same for each identifier of a text; of those that the index has nothing of, nothing. */
export function heldBy(text: string): readonly Held[] {
  return (fold(text).match(identifier) ?? [])
    .map((found) => ({ parts: takeApart(found).parts, joined: splitIdentifier(found).join('') }))
    .filter(({ parts }) => parts.length > 0);
}

/**
 * Whether one of an identifier's words may begin, or end, at a place in a text that is not folded: whoever takes identifiers
 * apart there gets the same words.
 */
export function isBetweenParts(text: string, at: number): boolean {
  const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at, at + 2)];
  const pair = `${/.$/su.exec(before)?.[0] ?? ''} ${/^./su.exec(after)?.[0] ?? ''}`;
  if (!/^[\p{L}\p{N}\p{M}] [\p{L}\p{N}\p{M}]/u.test(pair) || pair.search(unspaced) !== -1) return true;
  if (/^[\p{Ll}\p{N}] \p{Lu}/u.test(pair)) return true;
  return /^\p{Lu} \p{Lu}/u.test(pair) && /^\p{Lu}\p{Ll}/u.test(text.slice(at, at + 4));
}

/** The words of a chunk, counted. */
export interface ChunkWords {
  /** Each once, joined by spaces. */
  readonly words: string;
  /** For each: how often it occurs where, see packCounts. */
  readonly counts: readonly number[];
  /** All of them, those that come again too. */
  readonly length: number;
}

/** Counts parts and wholes. */
export function countWords(path: string, names: string, text: string): ChunkWords {
  const counts = new Map<string, number>();
  let length = 0;
  const countIn = (place: string, unit: number, most: number): void => {
    const count = (word: string): void => {
      length++;
      const before = counts.get(word) ?? 0;
      if (Math.floor(before / unit) % (most + 1) < most) counts.set(word, before + unit);
    };
    eachIdentifier(place, ({ parts, whole }) => {
      for (const part of parts) count(part);
      if (whole !== null) count(whole);
    });
  };
  countIn(path, 1, mostInName);
  countIn(names, inNames, mostInName);
  countIn(text, inText, mostInText);
  return { words: [...counts.keys()].join(' '), counts: [...counts.values()], length };
}

/** An identifier taken apart. */
interface Identifier {
  readonly parts: readonly string[];
  readonly whole: string | null;
}

/** Identifiers that were taken apart, begun anew when there are many: a folder uses few of them over and over. */
const takenApart = new Map<string, Identifier>();
const mostTakenApart = 50_000;
/** Longer ones are data and never come again. */
const longestKept = 128;

function eachIdentifier(text: string, take: (identifier: Identifier) => void): void {
  if (!isAscii.test(text)) {
    for (const [found] of fold(text).matchAll(identifier)) take(takeApart(found));
    return;
  }
  // The same by hand, at a third of the time.
  for (let at = 0; at < text.length; at++) {
    if (isBetweenWords(text.charCodeAt(at))) continue;
    const start = at;
    while (at < text.length && !isBetweenWords(text.charCodeAt(at))) at++;
    take(takeApart(text.slice(start, at)));
  }
}

const separators = new Uint8Array(128).map((_, code) =>
  /[A-Za-z0-9_$]/.test(String.fromCharCode(code)) ? 0 : 1,
);

function isBetweenWords(code: number): boolean {
  return separators[code] === 1;
}

function takeApart(found: string): Identifier {
  const known = takenApart.get(found);
  if (known !== undefined) return known;
  const pieces = splitIdentifier(found);
  const parts = pieces.filter((piece) => piece.length <= longestWord).map(stem);
  const whole = pieces.length > 1 ? pieces.join('') : null;
  const isWhole = whole !== null && whole.length <= longestWord && isAscii.test(whole);
  const made = { parts, whole: isWhole ? whole : null };
  if (takenApart.size >= mostTakenApart) takenApart.clear();
  if (found.length <= longestKept) takenApart.set(found, made);
  return made;
}

/** Compatibility forms and accents folded, so that whoever types a word without them finds it. */
export function fold(text: string): string {
  return isAscii.test(text)
    ? text
    : text
        .normalize('NFKD')
        .replace(/\p{Mn}/gu, '')
        .replace(unspaced, ' $& ');
}

function splitIdentifier(found: string): string[] {
  const pieces = found
    .replace(caseLowerUpper, '$1 ')
    .replace(caseAcronym, '$1 ')
    .split(/[ _$]+/);
  return pieces.filter((piece) => piece !== '').map((piece) => piece.toLowerCase());
}

const doubled = /([bdfglmnprt])\1$/;
const hasVowel = /[aeiouy]/;

/**
 * Plural, past and progressive endings of English taken off, and a final e, so that `retries`, `retried` and `retrying`
 * meet. Light on purpose: names in code are not sentences, and a stem that is too short joins strangers.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const bare = withoutVerbEnding(withoutPlural(word));
  return bare.length > 4 && bare.endsWith('e') ? bare.slice(0, -1) : bare;
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutVerbEnding(word: string): string {
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  const ending = /(?:ing|ed)$/.exec(word)?.[0];
  if (ending === undefined) return word;
  const bare = word.slice(0, -ending.length);
  if (bare.length < 3 || !hasVowel.test(bare)) return word;
  return doubled.test(bare) ? bare.slice(0, -1) : bare;
}
