import type { DatabaseSync } from 'node:sqlite';
import { pathFilter } from '../discover/glob.ts';
import { phraseExpression } from './lexical.ts';
import type { SearchRequest } from '../types.ts';
import type { ParsedQuery } from './query.ts';

/** Filters beside the query's text. */
type FilterOptions = Pick<SearchRequest, 'paths' | 'languages' | 'kinds'>;

/**
 * Ids of the chunks that the filters let through; null where there are none. A chunk passes those of the query's
 * operators and the options': what a program fixed by option, a text cannot widen. Filters come before the best are
 * chosen, so they never cost hits. Throws SQLite's errors.
 */
export function allowedChunks(
  database: DatabaseSync,
  query: ParsedQuery,
  options: FilterOptions,
): Set<number> | null {
  const conditions: string[] = [];
  const values: string[] = [];
  const add = (condition: string, value: string): void => {
    conditions.push(condition);
    values.push(value);
  };
  for (const { paths, languages, kinds } of [query, options]) {
    if (paths.length > 0) {
      add('file IN (SELECT value FROM json_each(?))', JSON.stringify(filesMatching(database, paths)));
    }
    if (languages.length > 0) {
      const ids = languages.map((language) => language.toLowerCase());
      add('language IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
    }
    if (kinds.length > 0) add('kind IN (SELECT value FROM json_each(?))', JSON.stringify(kinds));
  }
  if (query.symbols.length > 0) {
    const names = query.symbols.map((name) => name.toLowerCase());
    add('lower(symbol) IN (SELECT value FROM json_each(?))', JSON.stringify(names));
  }
  const phrases = expressions(query.phrases);
  if (phrases.length > 0) add('id IN (SELECT rowid FROM terms WHERE terms MATCH ?)', phrases.join(' AND '));
  const excluded = expressions(query.excluded);
  if (excluded.length > 0)
    add('id NOT IN (SELECT rowid FROM terms WHERE terms MATCH ?)', excluded.join(' OR '));
  if (conditions.length === 0) return null;
  const rows = database.prepare(`SELECT id FROM chunks WHERE ${conditions.join(' AND ')}`).all(...values);
  return new Set(rows.map((row) => Number(row['id'])));
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
