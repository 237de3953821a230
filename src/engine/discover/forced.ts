/** Files that the user wants although rules ignore them. */
import { type NameTest, expandBraces, pathFilter, segmentTests, toByteString } from './glob.ts';

export interface Forced {
  /** Whether a path, or a folder above it, is named. Paths are relative to the root. */
  readonly matches: (path: string) => boolean;
  /** Whether what is named may lie below this folder. */
  readonly leadsTo: (folder: string) => boolean;
}

/**
 * Globs as those of `pathFilter`. One that names the folders on its way leads into them though they are ignored
 * (`build/out/*.ts`); one that names a file alone (`*.log`) brings it in where the walk comes by, but
 * leads nowhere: else the walk would go through all that was ever installed or built.
 */
export function forcedPaths(globs: readonly string[]): Forced {
  // Whoever takes all that is in a folder takes the folder.
  const named = globs.flatMap(expandBraces).map((glob) => glob.replace(/(?<=[^/*])(?:\/\*{1,2})+\/?$/, ''));
  const ways = named.map(segmentTests);
  return {
    matches: pathFilter(named),
    leadsTo: (folder) => {
      const names = toByteString(folder).split('/');
      return ways.some((way) => leads(way, names));
    },
  };
}

type Way = readonly (NameTest | null)[];

function leads(way: Way, names: readonly string[]): boolean {
  const first = way.findIndex((test) => test !== null);
  if (first === -1) return false;
  if (first === 0) return isOn(way, names);
  const rest = way.slice(first);
  return names.some((_, at) => isOn(rest, names.slice(at)));
}

/** A null in a way stands for any folders: from there on everything is on it. */
function isOn(way: Way, names: readonly string[]): boolean {
  for (const [at, name] of names.entries()) {
    const test = way[at];
    if (test === null) return true;
    if (test?.(name) !== true) return false;
  }
  return names.length < way.length;
}
