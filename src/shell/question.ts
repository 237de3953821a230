/** What people ask, and the calls that ask it of the worker. Pure. */
import type { ContentKind } from '../engine/types.ts';
import type { Place, SearchParams, SimilarParams } from '../protocol/messages.ts';

export type { Place };

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
  return {
    request: {
      text,
      k,
      mode: 'hybrid',
      literal: false,
      paths: filters.globs,
      languages: filters.languages,
      kinds: filters.kinds,
      typing,
      explain: true,
    },
    within: filters.within,
  };
}

export function similarParams({ sample, filters, k }: SimilarQuestion): SimilarParams {
  const { place } = sample;
  return {
    request: {
      text: sample.text,
      place: place === null ? null : { path: place.path, startLine: place.startLine, endLine: place.endLine },
      k,
      mode: 'hybrid',
      paths: filters.globs,
      languages: filters.languages,
      kinds: filters.kinds,
      explain: true,
    },
    placeRoot: place?.root ?? null,
    within: filters.within,
  };
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
