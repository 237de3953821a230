/**
 * Words and phrases that a hit must hold, or must not, as they are written: in any case, not in any form. The index knows
 * stems, so it tells which chunks may hold a phrase; whether one does, its lines tell. Pure.
 */
import { readableText } from '../chunk/embeddedText.ts';
import { heldBy, isBetweenParts, type Held } from '../index/terms.ts';
import type { ParsedQuery } from './query.ts';

export interface Phrase {
  /** Tells it from others. */
  readonly written: string;
  /** What the index has of a chunk that holds it; nothing where it is signs alone, as `=>`. */
  readonly held: readonly Held[];
  readonly isIn: (text: string) => boolean;
}

export interface Phrases {
  readonly demanded: readonly Phrase[];
  readonly excluded: readonly Phrase[];
}

/** Different phrases, or words left out, of one query: a pasted text may hold thousands. */
const mostPhrases = 64;

export function phrasesOf({ phrases, excluded }: Pick<ParsedQuery, 'phrases' | 'excluded'>): Phrases {
  return { demanded: distinct(phrases), excluded: distinct(excluded) };
}

function distinct(texts: readonly string[]): readonly Phrase[] {
  const written = texts.map((text) => text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase());
  // Taken from the text itself: in lower case an identifier has other parts.
  const byWriting = new Map(written.map((each, at) => [each, texts[at] ?? '']));
  byWriting.delete('');
  return [...byWriting]
    .slice(0, mostPhrases)
    .map(([each, text]) => ({ written: each, held: heldBy(text), isIn: finder(each) }));
}

/**
 * White space, and what begins a line of a comment or of what is quoted: a sentence goes on behind it. Before a word only: such
 * a sign could be read in two ways otherwise, and many of them in more ways than there is time for.
 */
const space = String.raw`(?:[^\S\n]*\n\s*(?:\/\/+|--+|[#*;>%]+)[^\S\n]+|\s+)`;
const inWord = String.raw`[\p{L}\p{N}\p{M}]`;
const beforeWord = new RegExp(` (?=${inWord})`, 'gu');

function finder(written: string): Phrase['isIn'] {
  const pattern = written
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(beforeWord, space)
    .replaceAll(' ', String.raw`\s+`);
  const beginsInWord = new RegExp(`^${inWord}`, 'u').test(written);
  const endsInWord = new RegExp(`${inWord}$`, 'u').test(written);
  return (text) => {
    const searched = text.normalize('NFC');
    const sought = new RegExp(pattern, 'giu');
    for (let found = sought.exec(searched); found !== null; found = sought.exec(searched)) {
      const end = found.index + found[0].length;
      const isWhole =
        (!beginsInWord || isBetweenParts(searched, found.index)) &&
        (!endsInWord || isBetweenParts(searched, end));
      if (isWhole) return true;
      sought.lastIndex = found.index + 1;
    }
    return false;
  };
}

/** Whether two texts side by side may hold what neither may alone. */
export function rulesOutSpaces({ excluded }: Phrases): boolean {
  return excluded.some(({ written, held }) => held.length !== 1 || /[^\p{L}\p{N}\p{M}_$]/u.test(written));
}

/** Tells whether lines of a file hold each phrase that they must, and none that they must not. */
export function phraseTest({ demanded, excluded }: Phrases): (path: string, lines: string) => boolean {
  if (demanded.length + excluded.length === 0) return () => true;
  return (path, lines) => {
    const text = readableText(path, lines);
    return demanded.every(({ isIn }) => isIn(text)) && !excluded.some(({ isIn }) => isIn(text));
  };
}
