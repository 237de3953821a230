/** What people ask, and the calls that ask it of the worker. Pure. */
import type { ContentKind } from '../engine/types.ts';
import type { FolderHit, SearchParams, SimilarParams } from '../protocol/messages.ts';

/** A file or a folder of the workspace. */
export interface Place {
  /** Absolute path of a workspace folder. */
  readonly root: string;
  /** Relative to it, separated by `/`; empty: all of it. */
  readonly path: string;
}

export interface Filters {
  /** Empty: code and documents. */
  readonly kinds: readonly ContentKind[];
  /** Language ids; empty: any. */
  readonly languages: readonly string[];
  /** Globs relative to the root; a hit matches at least one. Empty: any. */
  readonly globs: readonly string[];
  /** A hit is in at least one. Null: anywhere; none: nowhere. */
  readonly within: readonly Place[] | null;
}

export const noFilters: Filters = { kinds: [], languages: [], globs: [], within: null };

export interface Question {
  readonly text: string;
  readonly filters: Filters;
  /** Hits at the most. */
  readonly k: number;
  /** The last word may be the beginning of one. */
  readonly typing: boolean;
}

/** A text whose like is looked for, and where it stands. */
export interface Sample {
  readonly text: string;
  /** Null where it is in no folder of the workspace. */
  readonly place: (Place & { readonly startLine: number; readonly endLine: number }) | null;
}

export interface SimilarQuestion {
  readonly sample: Sample;
  readonly filters: Filters;
  readonly k: number;
}

export function searchParams({ text, filters, k, typing }: Question): SearchParams {
  const { paths, operators } = pathsOf(filters);
  return {
    request: {
      text: `${operators}${text}`,
      k,
      mode: 'hybrid',
      literal: false,
      paths,
      languages: filters.languages,
      kinds: filters.kinds,
      typing,
      explain: true,
    },
    roots: rootsOf(filters),
  };
}

/** Here no operator can hold the globs beside the places: the places alone narrow the search. */
export function similarParams({ sample, filters, k }: SimilarQuestion): SimilarParams {
  const { place } = sample;
  return {
    request: {
      text: sample.text,
      place: place === null ? null : { path: place.path, startLine: place.startLine, endLine: place.endLine },
      k,
      mode: 'hybrid',
      paths: pathsOf(filters).paths,
      languages: filters.languages,
      kinds: filters.kinds,
      explain: true,
    },
    placeRoot: place?.root ?? null,
    roots: rootsOf(filters),
  };
}

/**
 * One list of globs can say that any of them must match, not that one of these and one of those must. Operators of the
 * text narrow what the list allows, so they say the second part.
 */
function pathsOf({ globs, within }: Filters): {
  readonly paths: readonly string[];
  readonly operators: string;
} {
  const places = (within ?? []).map(({ path }) => path).filter((path) => path !== '');
  if (places.length === 0) return { paths: globs, operators: '' };
  const operators = globs.map((glob) => `path:"${glob.replaceAll('"', '')}" `).join('');
  return { paths: places.map(escapeGlob), operators };
}

function rootsOf({ within }: Filters): readonly string[] {
  return [...new Set((within ?? []).map(({ root }) => root))];
}

/** The glob of one path. Braces cannot be escaped; `?` stands for them. */
function escapeGlob(path: string): string {
  return path.replace(/[\\*?[]/gu, '\\$&').replace(/[{}]/gu, '?');
}

/** What the globs cannot say: a name without a folder is one of the root only, and each place is in its own root. */
export function isWithin(
  { root, path }: Pick<FolderHit, 'root' | 'path'>,
  within: Filters['within'],
): boolean {
  if (within === null) return true;
  return within.some(
    (place) =>
      place.root === root && (place.path === '' || place.path === path || path.startsWith(`${place.path}/`)),
  );
}

/** Globs as people write them in one line: separated by commas, but not those within braces. */
export function splitGlobs(line: string): readonly string[] {
  const globs: string[] = [];
  let [depth, glob] = [0, ''];
  for (const character of line) {
    if (character === '{') depth++;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (character === ',' && depth === 0) [glob] = ['', globs.push(glob)];
    else glob += character;
  }
  return [...globs, glob].map((each) => each.trim()).filter((each) => each !== '');
}
