/** How much of a question stands in a text word for word: what a copied message, or a title, is found by. Pure. */
import { unspacedScripts } from '../index/terms.ts';
import { isStopWord } from './lexical.ts';

/** Words in a row from which on it is no chance. */
const fewestWords = 3;
/** The same where most of what is asked for are characters of scripts that have no spaces: a word is two or three of them. */
const fewestCharacters = 6;
/** Share of the question's words, 0 to 1, that they are at the least. */
const leastShare = 0.5;
/** Words of a question that are compared: a pasted text may hold thousands. */
const mostWords = 64;
/** Characters of a text that are looked at, some 400 lines: a file may be one line of a megabyte. */
const mostCharacters = 20_000;

const character = new RegExp(`^${unspacedScripts}`, 'v');
const word = new RegExp(`${unspacedScripts}\\p{M}*|[[\\p{L}\\p{M}\\p{N}]--${unspacedScripts}]+`, 'gv');

/** As they are written; in scripts without spaces every character. */
function wordsOf(text: string): readonly string[] {
  return text.normalize('NFC').match(word) ?? [];
}

/** The words of a question in their order, stop words too, as messages have them; none where they are too few to tell anything. */
export function wordsAskedFor(question: string): readonly string[] {
  const words = wordsOf(question).slice(0, mostWords);
  const distinct = new Set(words.map((word) => word.toLowerCase()));
  return distinct.size >= fewestOf(words) && ![...distinct].every(isStopWord) ? words : [];
}

/** Share of the words asked for that stand in the text in a row, 0 to 1; 0 where they are too few to mean anything. */
export function shareInARow(asked: readonly string[], text: string): number {
  const words = asked.map((word) => word.toLowerCase());
  const known = new Set(words);
  // By how many of the words asked for come first: how many of the last ones of these end at the word of the text.
  const runs = new Uint8Array(words.length + 1);
  let longest = 0;
  for (const written of wordsOf(text.slice(0, mostCharacters))) {
    const each = written.toLowerCase();
    if (!known.has(each)) {
      runs.fill(0);
      continue;
    }
    for (let at = words.length; at > 0; at--) {
      const run = words[at - 1] === each ? (runs[at - 1] ?? 0) + 1 : 0;
      runs[at] = run;
      if (run > longest) longest = run;
    }
    if (longest === words.length) break;
  }
  return told(longest, asked);
}

/** Whether so many of the words asked for, as tokens, may stand in a row in a text, as far as its tokens tell. */
export function mayStandInARow(asked: readonly Int32Array[], holds: (token: number) => boolean): boolean {
  let run = 0;
  let longest = 0;
  for (const pieces of asked) {
    run = pieces.every(holds) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest >= fewestWords && longest >= leastShare * asked.length;
}

function told(longest: number, asked: readonly string[]): number {
  return longest >= fewestOf(asked) && longest >= leastShare * asked.length ? longest / asked.length : 0;
}

function fewestOf(words: readonly string[]): number {
  const characters = words.filter((each) => character.test(each)).length;
  return 2 * characters > words.length ? fewestCharacters : fewestWords;
}
