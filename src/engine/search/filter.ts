import type { DatabaseSync } from 'node:sqlite';
import { pathFilter } from '../discover/glob.ts';
import type { ContentKind } from '../types.ts';
import { languageIds } from './languageNames.ts';
import { phraseExpression } from './lexical.ts';
import type { ParsedQuery, Restrictions } from './query.ts';
import type { SymbolNames } from './symbolNames.ts';

/** Filters beside the query's text. */
export interface FilterOptions {
  readonly paths: readonly string[];
  readonly languages: readonly string[];
  readonly kinds: readonly ContentKind[];
}

interface Filtering {
  readonly database: DatabaseSync;
  readonly symbols: SymbolNames;
}

/** A condition on a row of `chunks` and the one value that it is given. */
interface Condition {
  readonly sql: string;
  readonly value: string;
}

/**
 * Ids of the chunks that the filters let through; null where there are none. A chunk passes those of the query's
 * operators and the options': what a program fixed by option, a text cannot widen. Filters come before the best are
 * chosen, so they never cost hits. Throws SQLite's errors.
 */
export function allowedChunks(
  parts: Filtering,
  query: ParsedQuery,
  options: FilterOptions,
): Set<number> | null {
  const { database } = parts;
  const conditions = [
    ...demanded(parts, query),
    ...demanded(parts, { ...options, symbols: [] }),
    ...demanded(parts, query.not).map(({ sql, value }) => ({ sql: `(${sql}) IS NOT TRUE`, value })),
    ...wordConditions(query),
  ];
  if (conditions.length === 0) return null;
  const rows = database
    .prepare(`SELECT id FROM chunks WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`)
    .all(...conditions.map(({ value }) => value));
  return new Set(rows.map((row) => Number(row['id'])));
}

/** Names of one query that are looked up; a pasted text may hold thousands. */
const mostSymbols = 16;

/** One condition for each sort of restriction; values of one sort are alternatives. */
function demanded({ database, symbols }: Filtering, wanted: Restrictions): Condition[] {
  const oneOf = (column: string, values: readonly (string | number)[]): Condition => ({
    sql: `${column} IN (SELECT value FROM json_each(?))`,
    value: JSON.stringify(values),
  });
  return [
    ...(wanted.paths.length > 0 ? [oneOf('file', filesMatching(database, wanted.paths))] : []),
    ...(wanted.languages.length > 0 ? [oneOf('language', wanted.languages.flatMap(languageIds))] : []),
    ...(wanted.kinds.length > 0 ? [oneOf('kind', wanted.kinds)] : []),
    ...(wanted.symbols.length > 0
      ? [
          oneOf(
            'id',
            wanted.symbols.slice(0, mostSymbols).flatMap((name) => symbols.meant(name)),
          ),
        ]
      : []),
  ];
}

function wordConditions({ phrases, excluded }: ParsedQuery): Condition[] {
  const demandedPhrases = expressions(phrases);
  const excludedPhrases = expressions(excluded);
  const inTerms = 'IN (SELECT rowid FROM terms WHERE terms MATCH ?)';
  return [
    ...(demandedPhrases.length > 0 ? [{ sql: `id ${inTerms}`, value: demandedPhrases.join(' AND ') }] : []),
    ...(excludedPhrases.length > 0
      ? [{ sql: `id NOT ${inTerms}`, value: excludedPhrases.join(' OR ') }]
      : []),
  ];
}

/** Different phrases, or words left out, of one query. A pasted text may hold thousands; SQLite's parser takes some 200. */
const mostExpressions = 64;

function expressions(phrases: readonly string[]): readonly string[] {
  const all = new Set(phrases.map(phraseExpression).filter((expression) => expression !== null));
  return [...all].slice(0, mostExpressions);
}

function filesMatching(database: DatabaseSync, globs: readonly string[]): number[] {
  const matches = pathFilter(globs);
  return database
    .prepare('SELECT id, path FROM files')
    .all()
    .filter((row) => matches(String(row['path'])))
    .map((row) => Number(row['id']));
}
