/**
 * Words and phrases that a hit must hold, or must not. The index knows which chunks hold the words of a phrase; that they
 * stand side by side shows in the lines of a hit. Pure.
 */
import { readableText } from '../chunk/embeddedText.ts';
import { wordsOf } from '../index/terms.ts';
import type { Hit } from '../types.ts';
import type { ParsedQuery } from './query.ts';

/** Words of a phrase, in order. */
type Phrase = readonly string[];

export interface Phrases {
  readonly demanded: readonly Phrase[];
  readonly excluded: readonly Phrase[];
  /** Phrases without a word, as `=>`, which no index knows. */
  readonly signs: { readonly demanded: readonly string[]; readonly excluded: readonly string[] };
}

/** Different phrases, or words left out, of one query: a pasted text may hold thousands. */
const mostPhrases = 64;

export function phrasesOf({ phrases, excluded }: Pick<ParsedQuery, 'phrases' | 'excluded'>): Phrases {
  const signs = { demanded: wordless(phrases), excluded: wordless(excluded) };
  return { demanded: distinct(phrases), excluded: distinct(excluded), signs };
}

function wordless(texts: readonly string[]): readonly string[] {
  const signs = texts.filter((text) => text.trim() !== '' && wordsOf(text).parts.length === 0);
  return [...new Set(signs)].slice(0, mostPhrases);
}

function distinct(texts: readonly string[]): readonly Phrase[] {
  const phrases = texts.map((text) => wordsOf(text).parts).filter((parts) => parts.length > 0);
  return [...new Map(phrases.map((parts) => [parts.join(' '), parts])).values()].slice(0, mostPhrases);
}

/** Whether only the lines of a hit tell if it is one. */
export function mustBeRead({ demanded, excluded, signs }: Phrases): boolean {
  const isOfSigns = signs.demanded.length + signs.excluded.length > 0;
  return isOfSigns || [...demanded, ...excluded].some((phrase) => phrase.length > 1);
}

/** Whether something must not stand side by side. */
export function rulesOut({ excluded, signs }: Phrases): boolean {
  return signs.excluded.length > 0 || excluded.some((phrase) => phrase.length > 1);
}

/** Tells whether a hit has each phrase that it must have, and none that it must not: in its path, its names or its lines. */
export function phraseTest(phrases: Phrases): (hit: Hit, trail: readonly string[]) => boolean {
  if (!mustBeRead(phrases)) return () => true;
  return ({ path, text, symbol }, trail) => {
    const names = [...trail, symbol ?? ''].join(' ');
    const written = [path, names, readableText(path, text)];
    const shows = (sign: string): boolean => written.some((each) => each.includes(sign));
    const { demanded, excluded } = phrases.signs;
    if (!demanded.every(shows) || excluded.some(shows)) return false;
    const texts = written.map((each) => ` ${wordsOf(each).parts.join(' ')} `);
    const holds = (phrase: Phrase): boolean => texts.some((each) => each.includes(` ${phrase.join(' ')} `));
    return phrases.demanded.every(holds) && !phrases.excluded.some(holds);
  };
}
