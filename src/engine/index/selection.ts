/** Which files belong to an index beyond what rules say: kept in it, for whoever brings it up to date without saying. */
import type { DatabaseSync } from 'node:sqlite';
import type { DiscoverOptions } from '../discover/walk.ts';
import { keepMeta, readMeta } from './meta.ts';

interface Selection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** The options with the globs that the index keeps in place of those that are not given. Throws SQLite's errors. */
export function withSelection(
  options: DiscoverOptions,
  database: DatabaseSync | null,
): DiscoverOptions & Selection {
  const kept = database === null ? nothing : parse(readMeta(database, 'selection'));
  return { ...options, include: options.include ?? kept.include, exclude: options.exclude ?? kept.exclude };
}

/** Throws SQLite's errors. */
export function keepSelection(database: DatabaseSync, { include, exclude }: Selection): void {
  keepMeta(database, 'selection', JSON.stringify({ include, exclude }));
}

const nothing: Selection = { include: [], exclude: [] };

function parse(text: string | number | null): Selection {
  try {
    const value: unknown = JSON.parse(String(text));
    return isSelection(value) ? value : nothing;
  } catch {
    return nothing;
  }
}

function isSelection(value: unknown): value is Selection {
  const isGlobs = (globs: unknown): boolean =>
    Array.isArray(globs) && globs.every((glob) => typeof glob === 'string');
  const { include, exclude } = (value ?? {}) as { readonly include?: unknown; readonly exclude?: unknown };
  return isGlobs(include) && isGlobs(exclude);
}
