import type { FolderHit } from '../protocol/messages.ts';

/**
 * One list from those of several folders, best first, at most `k`. Scores tell how well a folder answers at all
 * (src/engine/search/evidence.ts), so those of folders can be compared; equal ones keep the folders' order.
 */
export function mergeHits(lists: readonly (readonly FolderHit[])[], k: number): readonly FolderHit[] {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  return lists
    .flat()
    .sort((a, b) => b.score - a.score)
    .slice(0, k);
}
