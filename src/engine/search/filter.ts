import type { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../errors.ts';
import type { ContentKind } from '../types.ts';
import { knownFilters, type Condition } from './knownFilters.ts';
import { languageIds, languagesLike } from './languageNames.ts';
import { bareName, between, partsOfName, withoutArguments } from './names.ts';
import { chunkDetails } from '../index/queries.ts';
import type { ParsedQuery, Restrictions } from './query.ts';
import type { SymbolNames } from './symbolNames.ts';

/** Filters beside the query's text. */
export interface FilterOptions {
  readonly paths: readonly string[];
  readonly languages: readonly string[];
  readonly kinds: readonly ContentKind[];
  /** Files and folders, empty: all; absent: no restriction. */
  readonly within?: readonly string[];
}

interface Filtering {
  /** Absolute. */
  readonly root: string;
  readonly database: DatabaseSync;
  readonly symbols: SymbolNames;
}

/**
 * Ids of the chunks that the filters let through; null where there are none. A chunk passes those of the query's
 * operators and the options': what a program fixed by option, a text cannot widen. Filters come before the best are
 * chosen, so they never cost hits; of phrases see writtenSo.ts. Throws EngineError
 * `queryInvalid` where a language is unknown; SQLite's errors.
 */
export function allowedChunks(
  parts: Filtering,
  query: ParsedQuery,
  options: FilterOptions,
): ReadonlySet<number> | null {
  const { database } = parts;
  const conditions = [
    ...demanded(parts, query),
    ...demanded(parts, { ...options, symbols: [] }),
    ...inside(options.within),
    ...demanded(parts, query.not).map(({ sql, value }) => ({ sql: `(${sql}) IS NOT TRUE`, value })),
  ];
  return conditions.length === 0 ? null : knownFilters(database).idsWhere(conditions);
}

/** Names of one query that are looked up; a pasted text may hold thousands. */
const mostSymbols = 16;

/** One condition for each sort of restriction; values of one sort are alternatives. */
function demanded({ root, database, symbols }: Filtering, wanted: Restrictions): Condition[] {
  const among = (column: string, value: string): Condition => ({
    sql: `${column} IN (SELECT value FROM json_each(?))`,
    value,
  });
  const oneOf = (column: string, values: readonly (string | number)[]): Condition =>
    among(column, JSON.stringify(values));
  return [
    ...(wanted.paths.length > 0
      ? [among('c.file', knownFilters(database).filesMatching(wanted.paths, root))]
      : []),
    ...(wanted.languages.length > 0 ? [oneOf('s.language', languagesIn(database, wanted.languages))] : []),
    ...(wanted.kinds.length > 0 ? [oneOf('s.kind', wanted.kinds)] : []),
    ...(wanted.symbols.length > 0
      ? [
          oneOf(
            'c.id',
            wanted.symbols.slice(0, mostSymbols).flatMap((name) => namedSo(database, symbols, name)),
          ),
        ]
      : []),
  ];
}

/** Chunks that declare a name; of `Worker.run`, `Worker::run` and `Worker\run` those that declare `run` in or beside `Worker`. */
function namedSo(database: DatabaseSync, symbols: SymbolNames, written: string): readonly number[] {
  const parts = withoutArguments(written)
    .split(between)
    .filter((part) => bareName(part) !== '');
  const chunks = symbols.meant(parts.at(-1) ?? written);
  const owner = bareName(parts.at(-2) ?? '');
  if (owner === '') return chunks;
  const beside = new Set(symbols.exact(owner));
  const detailOf = chunkDetails(database);
  const isWithin = (chunk: number): boolean => {
    const { trail = [], names = [] } = detailOf(chunk) ?? {};
    return [...trail, ...names.flatMap((name) => partsOfName(name).slice(0, -1))].some(
      (each) => bareName(each) === owner,
    );
  };
  return chunks.filter((chunk) => beside.has(chunk) || isWithin(chunk));
}

/** Paths are compared as data: no sign of a name means anything in a range. What is below `a` lies between `a/` and `a0`. */
const filesInside = `SELECT f.id FROM json_each(?) w JOIN files f
  ON f.path = w.value OR (f.path >= w.value || '/' AND f.path < w.value || '0')`;

function inside(within: FilterOptions['within']): Condition[] {
  if (within === undefined || within.includes('')) return [];
  return [{ sql: `c.file IN (${filesInside})`, value: JSON.stringify(within) }];
}

/** Throws EngineError `queryInvalid` where one is unknown. */
function languagesIn(database: DatabaseSync, names: readonly string[]): readonly string[] {
  // The kernel of a notebook may be for a language that no file is told to be in.
  const has = database.prepare('SELECT 1 FROM sorts WHERE language = ? LIMIT 1');
  return names.flatMap((name) => {
    const ids = languageIds(name);
    if (ids.length > 0) return ids;
    const own = name.trim().toLowerCase();
    if (has.get(own) !== undefined) return [own];
    const known = languagesLike(name);
    throw new EngineError(
      'queryInvalid',
      `The language ${name.slice(0, 40)} is not known: write one such as ${known}.`,
    );
  });
}
