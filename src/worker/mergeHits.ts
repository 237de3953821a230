import type { FolderHit } from '../protocol/messages.ts';

/**
 * One list from those of several folders, best first, at most `k`. Every folder is ranked by the same formula over its
 * own candidates; equal scores keep the folders' order.
 */
export function mergeHits(lists: readonly (readonly FolderHit[])[], k: number): readonly FolderHit[] {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  return lists
    .flat()
    .sort((a, b) => b.score - a.score)
    .slice(0, k);
}
