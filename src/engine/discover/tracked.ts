/** What a repository's index tracks, read when it is first asked for: most folders are listed without it. */
import { type IndexEntry, type ObjectFormat, readGitIndex } from './gitIndex.ts';

/** Paths are byte strings, relative to the repository's top. */
export interface Tracked {
  hasFile(path: string): boolean;
  /** Whether something is tracked in it. */
  hasFolder(path: string): boolean;
  /** Whether it is the place of another repository (a submodule), be that there or not. */
  isRepository(path: string): boolean;
}

export const nothingTracked: Tracked = {
  hasFile: () => false,
  hasFolder: () => false,
  isRepository: () => false,
};

/** `hasSubmodules`: whether the index is worth reading for the places of other repositories. */
export function trackedIn(index: string, format: ObjectFormat, hasSubmodules: boolean): Tracked {
  let read: readonly IndexEntry[] | null = null;
  const entries = (): readonly IndexEntry[] => (read ??= byPath(readGitIndex(index, format) ?? []));
  return {
    hasFile: (path) => {
      const found = firstFrom(entries(), path);
      return found?.path === path && !found.isRepository;
    },
    hasFolder: (path) => firstFrom(entries(), `${path}/`)?.path.startsWith(`${path}/`) === true,
    isRepository: (path) => {
      const found = hasSubmodules ? firstFrom(entries(), path) : undefined;
      return found?.path === path && found.isRepository;
    },
  };
}

/** As git keeps them, but where an index is split in two. */
function byPath(entries: readonly IndexEntry[]): readonly IndexEntry[] {
  const isSorted = entries.every(({ path }, at) => at === 0 || (entries[at - 1]?.path ?? '') <= path);
  return isSorted ? entries : entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The first entry whose path is not before `path`. */
function firstFrom(entries: readonly IndexEntry[], path: string): IndexEntry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.path ?? '') < path) low = middle + 1;
    else high = middle;
  }
  return entries[low];
}
