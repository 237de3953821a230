/** What speaks for a chunk besides meaning and words: pure functions of the query and the chunk's place. */
import { namesOf } from '../chunk/spans.ts';
import type { ChunkPlace } from '../index/queries.ts';
import { wordsOf } from '../index/terms.ts';
import { contentWords, isStopWord } from './lexical.ts';
import type { Aside } from './paths.ts';
import {
  bareName,
  ownName,
  isBeginning,
  lettersApart,
  lettersOf,
  slipsAllowed,
  slipsBetween,
  withoutScopes,
  withoutSigns,
  writtenNames,
} from './names.ts';

/** A name in a query that may be that of a declaration. */
interface QueryName {
  readonly written: string;
  /** How much of the query's words it makes up, 0 to 1: in a long question a name tells what it is about, not what is sought. */
  readonly share: number;
}

export interface QueryWords {
  /** Distinct stems, without stop words where there are others. */
  readonly words: ReadonlySet<string>;
  /** By bare name. */
  readonly names: ReadonlyMap<string, QueryName>;
  /** What is aside and asked for. */
  readonly asides: ReadonlySet<Aside>;
  /** Those of `names` that no candidate declares or passes on: a slip of the keyboard is forgiven them. */
  readonly unknown: readonly string[];
  /** Shares of those of `names` that candidates pass on, and none declares as they are written; by name as it is written. */
  readonly reexported: ReadonlyMap<string, number>;
  /** Those of `names` that are written in a style, and that a candidate declares or passes on so. */
  readonly borne: ReadonlySet<string>;
}

/** Words of a query that are looked for in names. */
const mostWords = 64;

export function queryWords(query: string, places: readonly ChunkPlace[]): QueryWords {
  const all = contentWords(withoutScopes(query)).length;
  const queryName = (written: string): QueryName => ({
    written,
    share: Math.min(1, new Set(wordsOf(written).parts).size / Math.max(1, all)),
  });
  const names = new Map([...writtenNames(query)].map(([bare, written]) => [bare, queryName(written)]));
  const named = names.size === 0 ? [] : places;
  const declared = new Set(named.flatMap(namesOf).map(ownName));
  const passedOn = new Set(named.flatMap(({ reexports }) => reexports));
  const known = new Set([...declared, ...passedOn].map(bareName));
  const content = new Set(contentWords(query).slice(0, mostWords));
  return {
    words: content,
    asides: asidesAskedFor(query, content),
    names,
    unknown: [...names.keys()].filter((name) => !known.has(name)),
    reexported: new Map(
      [...names.values()].flatMap(({ written, share }) =>
        passedOn.has(written) && !declared.has(written) ? [[written, share] as const] : [],
      ),
    ),
    // Whoever types in lower case alone is in a hurry, and means either.
    borne: new Set(
      [...names].flatMap(([bare, { written }]) =>
        written !== bare && (passedOn.has(written) || declared.has(written)) ? [bare] : [],
      ),
    ),
  };
}

/** How many different words of grammar a query has: names and key words have few, sentences have many. */
export function grammarWords(query: string): number {
  return new Set(
    query
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(isStopWord),
  ).size;
}

/** What one slip of the keyboard leaves of a definition, 0 to 1. Estimated. */
const slipFactor = 0.7;
/** What is left of it where nothing but signs differ: `$request` for `request`, 0 to 1. */
const signFactor = 0.8;
/** What is left of it where words are put together in another way: `from_request` for `FromRequest`, 0 to 1. */
const styleFactor = 0.6;

/** What is left of it where the query is nothing but the beginning of the name, 0 to 1. */
const begunFactor = 0.8;

/** What is left of it in a part of a large declaration that lacks the line which declares it, 0 to 1. Estimated. */
const partFactor = 0.5;

/** Whether the query names what a chunk declares. */
export interface Definition {
  /** 1, or less where it is written in another way or misspelt; 0 where it does not. */
  readonly certainty: number;
  /** The same times the name's share of the query. */
  readonly weight: number;
}

const noDefinition: Definition = { certainty: 0, weight: 0 };

export function definitionOf(place: ChunkPlace, words: QueryWords): Definition {
  if (words.names.size === 0) return noDefinition;
  return namesOf(place).reduce(
    (best, name) => {
      const { certainty, weight } = definitionBy(name, words);
      const isElsewhere = place.isPart === 1 && name === place.symbol;
      const definition = { certainty, weight: isElsewhere ? partFactor * weight : weight };
      return definition.weight > best.weight ? definition : best;
    },
    reexportOf(place, words),
  );
}

/** The same of what it passes on: where nothing declares a name, that is the place where it can be had. */
function reexportOf({ reexports }: ChunkPlace, { reexported }: QueryWords): Definition {
  if (reexported.size === 0) return noDefinition;
  const weight = reexports.reduce((most, name) => Math.max(most, reexported.get(name) ?? 0), 0);
  return weight > 0 ? { certainty: 1, weight } : noDefinition;
}

function styleOf(symbol: string, written: string, isBorne: boolean): number {
  if (symbol === written) return 1;
  if (withoutSigns(symbol) === withoutSigns(written)) return signFactor;
  // What bears the name as it is written is meant, and this is another thing.
  return isBorne ? 0 : styleFactor;
}

function definitionBy(declared: string, { names, unknown, borne }: QueryWords): Definition {
  const symbol = ownName(declared);
  const bare = bareName(symbol);
  const named = names.get(bare);
  if (named !== undefined) {
    const certainty = styleOf(symbol, named.written, borne.has(bare));
    return { certainty, weight: certainty * named.share };
  }
  if (names.size === 1 && unknown.some((name) => isBeginning(name, bare) && names.get(name)?.share === 1)) {
    return { certainty: begunFactor, weight: begunFactor };
  }
  const letters = lettersOf(bare);
  let best = noDefinition;
  for (const name of unknown) {
    const most = slipsAllowed(name.length);
    if (most === 0 || lettersApart(lettersOf(name), letters) > 2 * most) continue;
    const slips = slipsBetween(name, bare, most);
    const certainty = slips === null ? 0 : slipFactor ** slips;
    const weight = certainty * (names.get(name)?.share ?? 0);
    if (weight > best.weight) best = { certainty, weight };
  }
  return best;
}

/** How much of a name's words the query's make up, 0 to 1. */
export function shareIn(words: ReadonlySet<string>, named: readonly string[]): number {
  if (named.length === 0) return 0;
  return named.filter((word) => words.has(word)).length / Math.max(named.length, Math.min(words.size, 2));
}

/** Stems that ask for whatever is aside but papers: who looks for tests takes examples too. */
const askedFor = [
  'test',
  'spec',
  'fixtur',
  'mock',
  'exampl',
  'sampl',
  'demo',
  'benchmark',
  'vendor',
  'legacy',
];

/** Phrases that ask for papers: their single words, `version` or `changed`, are of programs as well. */
const phrases = {
  history: [
    String.raw`\bchange[- ]?logs?\b`,
    String.raw`\brelease[- ]notes?\b`,
    String.raw`\b(?:history|news)\b`,
    String.raw`\bwhat(?:'s| is|s)? new\b`,
    String.raw`\bnew in\b`,
    String.raw`\bwhat(?:'s| has| have)? (?:been )?chang(?:ed|es)\b`,
    String.raw`\bchang(?:es|ed) (?:in|since|between)\b`,
    String.raw`\b(?:since|in|from|which|what|between) (?:the )?(?:\S+ )?(?:versions?|releases?)\b`,
    String.raw`\bv\d+(?:\.\d+)*\b`,
    String.raw`\b(?:since|in|version) \d+(?:\.(?:\d+|x))+\b`,
    String.raw`\b\d+\.\d+\S* release\b`,
    String.raw`\bwhen (?:was|were|did|has)\b`,
    String.raw`\bbreaking changes?\b`,
    String.raw`\bdropp?(?:ed)? support\b`,
    String.raw`\b(?:no longer|deprecat\w*|upgrading)\b`,
    String.raw`\bbug ?fix(?:es)?\b`,
  ],
  legal: [
    String.raw`\b(?:un|sub|re)?licen[cs]\w*`,
    String.raw`\bcopy(?:right\w*|left)\b`,
    String.raw`\b(?:legal|liab|redistribut|commercial|harass)\w*`,
    String.raw`\b(?:warrant(?:y|ies)|patents?|trademarks?|disclaimers?|proprietary|spdx|mit|bsd|[al]?gpl\w*)\b`,
    String.raw`\bterms of (?:use|service)\b`,
    String.raw`\b(?:closed|open)[- ]source\b`,
    String.raw`\b(?:code of conduct|covenant|abus(?:e|ive) behaviou?r)\b`,
    String.raw`\b(?:third[- ]party|copyright|legal) notices?\b`,
    String.raw`^(?:notices?|copying)$`,
  ],
};

/**
 * Words that ask for one sort. As they are written, not stems: what is generated is asked for, and where the program
 * generates something is another question, as is what it builds.
 */
const askedForOne: Readonly<Record<Aside, RegExp>> = {
  test: /\b(?:e2e|end[ -]to[ -]end|bench|stories|storybook)\b/,
  material: /\b(?:snapshots?|testdata)\b/,
  example: /\bplayground\b/,
  vendored: /\b(?:third[ _-]?party|node[ _]modules)\b/,
  built:
    /\b(?:(?:auto)?generated|codegen|compiled|bundled|built|dist|build (?:output|folder|directory|artifacts?))\b/,
  old: /\b(?:deprecated|obsolete|compat|compatibility|backwards?[ -]compatible)\b/,
  declared: /\bd\.ts\b|\btyp(?:e (?:declarations?|definitions?)|ings)\b/,
  history: new RegExp(phrases.history.join('|')),
  legal: new RegExp(phrases.legal.join('|')),
  told: /\b(?:gherkin|cucumber|feature files?|scenarios?)\b/,
};

function asidesAskedFor(query: string, stems: ReadonlySet<string>): ReadonlySet<Aside> {
  const all = Object.keys(askedForOne) as readonly Aside[];
  const written = query.toLowerCase();
  const whatever = askedFor.some((word) => stems.has(word));
  return new Set(
    all.filter((aside) => (whatever && !(aside in phrases)) || askedForOne[aside].test(written)),
  );
}

/** Whether a chunk is a test among the code that it tests, as Rust and Python have it. */
export function declaresTest({ symbol, language }: ChunkPlace): boolean {
  return (language === 'rust' || language === 'python') && symbol?.startsWith('test_') === true;
}
