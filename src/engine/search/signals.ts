/** What speaks for a chunk besides meaning and words: pure functions of the query and the chunk's place. */
import type { ChunkPlace } from '../index/queries.ts';
import { wordsOf } from '../index/terms.ts';
import { contentWords, isStopWord } from './lexical.ts';
import { bareName, lettersApart, lettersOf, namesIn, slipsAllowed, slipsBetween } from './names.ts';

export interface QueryWords {
  /** Distinct stems, without stop words where there are others. */
  readonly words: ReadonlySet<string>;
  /** What may name a declaration, bare. */
  readonly names: ReadonlySet<string>;
  /** Those of `names` that no candidate declares: a slip of the keyboard is forgiven them. */
  readonly unknown: readonly string[];
}

/** Words of a query that are looked for in names. */
const mostWords = 64;

export function queryWords(query: string, places: readonly ChunkPlace[]): QueryWords {
  const names = namesIn(query);
  const declared = new Set(places.map(({ symbol }) => bareName(symbol ?? '')));
  return {
    words: new Set(contentWords(query).slice(0, mostWords)),
    names,
    unknown: [...names].filter((name) => !declared.has(name)),
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

/** Whether the query names what the chunk declares: 1, or less where it is misspelt, 0 where it does not. */
export function definitionOf({ symbol }: ChunkPlace, { names, unknown }: QueryWords): number {
  if (symbol === null || names.size === 0) return 0;
  const bare = bareName(symbol);
  if (names.has(bare)) return 1;
  const letters = lettersOf(bare);
  const factors = unknown.map((name) => {
    const most = slipsAllowed(name.length);
    if (most === 0 || lettersApart(lettersOf(name), letters) > 2 * most) return 0;
    const slips = slipsBetween(name, bare, most);
    return slips === null ? 0 : slipFactor ** slips;
  });
  return Math.max(0, ...factors);
}

/** How much of a name the query's words make up, 0 to 1. */
export function shareIn(words: ReadonlySet<string>, name: string): number {
  if (name === '') return 0;
  const { parts } = wordsOf(name);
  if (parts.length === 0) return 0;
  return parts.filter((part) => words.has(part)).length / Math.max(parts.length, Math.min(words.size, 2));
}

const asidePath =
  /(?:^|\/)(?:tests?|__tests__|specs?|testdata|fixtures?|__mocks__|mocks?|examples?|samples?|demos?|benchmarks?|vendor|third[-_]party|node_modules|dist|build|generated|compat|legacy|deprecated)\//i;
const asideName = /(?:^test_|[._-](?:test|tests|spec|bench)\.[^.]+$|(?:Test|Tests|Spec)\.[^.]+$|\.d\.ts$)/;
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

/** Tests, examples, generated and other people's code, unless the query asks for such. */
export function isAside(path: string, { words }: QueryWords): boolean {
  if (askedFor.some((word) => words.has(word))) return false;
  return asidePath.test(path) || asideName.test(path.slice(path.lastIndexOf('/') + 1));
}
