/** One word for the whole: what the status bar, the welcome views and the query box show. Pure. */
import type { Progress } from '../engine/types.ts';
import type { Counts, Failure, FolderState, WorkerState } from '../protocol/messages.ts';
import type { PauseReason } from './pausing.ts';
import type { LifeState } from './workerLife.ts';

export type Overall =
  /** `virtual`: there are folders, but none on disk. */
  | { readonly type: 'noFolder'; readonly virtual: boolean }
  | { readonly type: 'starting' }
  | { readonly type: 'restarting'; readonly seconds: number }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** `searchable`: some folder has something to find already. */
  | { readonly type: 'indexing'; readonly progress: Progress; readonly searchable: boolean }
  /** Another window or program is indexing. */
  | { readonly type: 'waiting'; readonly searchable: boolean }
  | { readonly type: 'paused'; readonly searchable: boolean; readonly because: PauseReason }
  | { readonly type: 'unindexed' }
  | { readonly type: 'ready'; readonly counts: Counts };

export interface FolderCounts {
  readonly onDisk: number;
  /** Folders that other parts of the editor read, and this one cannot. */
  readonly elsewhere: number;
}

/** `because` says what paused a worker that is paused. */
export function overallOf(life: LifeState, folders: FolderCounts, because: PauseReason = 'person'): Overall {
  if (folders.onDisk === 0) return { type: 'noFolder', virtual: folders.elsewhere > 0 };
  switch (life.type) {
    case 'stopped':
    case 'starting':
      return { type: 'starting' };
    case 'restarting':
      return life;
    case 'failed':
      return life;
    case 'running':
      return overallOfWorker(life.worker, because);
  }
}

function overallOfWorker({ folders, paused }: WorkerState, because: PauseReason): Overall {
  const searchable = folders.some(hasSomething);
  for (const { activity } of folders) {
    if (activity.type === 'indexing' && !paused)
      return { type: 'indexing', progress: activity.progress, searchable };
  }
  const failed = folders.flatMap(({ activity }) => (activity.type === 'failed' ? [activity.failure] : []));
  const [failure] = failed;
  // With one of several folders failing the others are still searched; the tooltip names the one.
  if (failure !== undefined && failed.length === folders.length) return { type: 'failed', failure };
  const waits = (reason: 'turn' | 'otherProcess'): boolean =>
    folders.some(({ activity }) => activity.type === 'waiting' && activity.for === reason);
  if (paused && (waits('turn') || waits('otherProcess'))) return { type: 'paused', searchable, because };
  if (waits('otherProcess')) return { type: 'waiting', searchable };
  if (waits('turn')) return { type: 'indexing', progress: { type: 'discovering', files: 0 }, searchable };
  if (paused) return { type: 'paused', searchable, because };
  return searchable ? { type: 'ready', counts: sum(folders) } : { type: 'unindexed' };
}

function hasSomething({ counts, activity }: FolderState): boolean {
  return counts !== null || (activity.type === 'indexing' && activity.progress.type === 'embedding');
}

/** Chunks of all indexes; null: not known, because no worker runs. */
export function chunksIn(life: LifeState): number | null {
  return life.type === 'running' ? sum(life.worker.folders).chunks : null;
}

function sum(folders: readonly FolderState[]): Counts {
  return folders.reduce(
    (total, { counts }) => ({
      files: total.files + (counts?.files ?? 0),
      chunks: total.chunks + (counts?.chunks ?? 0),
      skipped: total.skipped + (counts?.skipped ?? 0),
    }),
    { files: 0, chunks: 0, skipped: 0 },
  );
}

/** There is something to find. */
export function isSearchable(overall: Overall): boolean {
  switch (overall.type) {
    case 'ready':
      return true;
    case 'indexing':
    case 'waiting':
    case 'paused':
      return overall.searchable;
    case 'noFolder':
    case 'starting':
    case 'restarting':
    case 'failed':
    case 'unindexed':
      return false;
  }
}
