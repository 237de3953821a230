/** What the files that are shown have besides. */
import type { FolderHit } from '../engine/types.ts';

/** A hit as it is listed. */
export interface ListedHit extends FolderHit {
  /** Hits of its file that are not listed; told with the last one that is, 0 with the others. */
  readonly more: number;
}

/** Hits among which those are looked for, for each that is wanted: as many as the sidebar asks for where the palette shows ten. */
const perHit = 4;
/** The candidates of a search are the same for all numbers of hits up to this one, and so the first of them are. */
const mostLookedAt = 100;

/** How many hits to ask for where `k` are wanted. */
export function hitsToAskFor(k: number): number {
  return Math.max(k, Math.min(perHit * k, mostLookedAt));
}

/**
 * The first `k`, best first; with `all` those of their files among the rest too, each behind the last of its file. `hits`: best
 * first, as many as `hitsToAskFor` tells.
 */
export function listHits(hits: readonly FolderHit[], k: number, all: boolean): readonly ListedHit[] {
  const first = hits.slice(0, k);
  const rest = new Map<string, FolderHit[]>();
  for (const hit of hits.slice(k)) rest.set(fileOf(hit), [...(rest.get(fileOf(hit)) ?? []), hit]);
  const lastOf = new Map(first.map((hit, at) => [fileOf(hit), at]));
  return first.flatMap((hit, at) => {
    const others = lastOf.get(fileOf(hit)) === at ? (rest.get(fileOf(hit)) ?? []) : [];
    if (!all) return [{ ...hit, more: others.length }];
    return [hit, ...others].map((each) => ({ ...each, more: 0 }));
  });
}

function fileOf({ root, path }: FolderHit): string {
  return `${root}\0${path}`;
}
