/** What every folder is at, told to the shell at most ten times a second. */
import type { Engine } from '../engine/engine.ts';
import type { Skipped } from '../engine/types.ts';
import type {
  Activity,
  Counts,
  FolderFile,
  FolderState,
  Notification,
  SkippedFile,
} from '../protocol/messages.ts';

/** Milliseconds between two reports. */
const reportEvery = 100;

/** Files of one folder; nobody reads more, and they cross a process border. */
const mostSkipped = 1_000;

export interface Report {
  update(root: string, change: Partial<Pick<FolderState, 'activity' | 'counts'>>): void;
  /** Files of it were read again: what was found before may not hold any more. So it is where their number changes. */
  renew(root: string): void;
  /** As `update`, of counts; what was skipped stays as it was known. */
  count(root: string, counts: Pick<Counts, 'files' | 'chunks'>): void;
  setPaused(paused: boolean): void;
  /** What the last look at the whole folder left out. */
  leaveOut(root: string, skipped: readonly Skipped[]): void;
  leftOut(root: string): readonly SkippedFile[];
  /** Folders from now on, in their order; of those that stay everything is kept. */
  setRoots(roots: readonly string[]): void;
  /** Sends the present state at once. */
  send(): void;
}

export interface ReportParts {
  readonly device: () => string;
  /** Files at which the process ended. */
  readonly setAside: () => readonly FolderFile[];
  readonly notify: (notification: Notification) => void;
}

export function createReport(roots: readonly string[], { device, setAside, notify }: ReportParts): Report {
  let folders = foldersOf(roots, new Map());
  const leftOut = new Map<string, readonly SkippedFile[]>();
  let paused = false;
  let speed: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  const send = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const state = { folders: [...folders.values()], setAside: setAside(), paused, device: device(), speed };
    notify({ type: 'state', state });
  };
  const sendSoon = (): void => {
    timer ??= setTimeout(send, reportEvery);
  };
  const update: Report['update'] = (root, change) => {
    const before = folders.get(root);
    if (before === undefined) return;
    const isOther = change.counts !== undefined && !isSame(before.counts, change.counts);
    folders.set(root, { ...before, ...change, generation: before.generation + Number(isOther) });
    speed = speedOf(change.activity) ?? speed;
    sendSoon();
  };
  return {
    update,
    renew: (root) => {
      const before = folders.get(root);
      if (before !== undefined) folders.set(root, { ...before, generation: before.generation + 1 });
      sendSoon();
    },
    count: (root, { files, chunks }) => {
      const skipped = folders.get(root)?.counts?.skipped ?? 0;
      update(root, { counts: { files, chunks, skipped } });
    },
    setPaused: (now) => {
      paused = now;
      sendSoon();
    },
    leaveOut: (root, skipped) =>
      void leftOut.set(
        root,
        skipped.slice(0, mostSkipped).map((file) => ({ ...file, root })),
      ),
    leftOut: (root) => leftOut.get(root) ?? [],
    setRoots: (now) => {
      folders = foldersOf(now, folders);
      sendSoon();
    },
    send,
  };
}

/** What runs have made of the folder so far, here or in another process. */
export function countIn(report: Report, root: string, engine: Engine): void {
  const counts = engine.counts();
  if (counts !== null) report.count(root, counts);
}

function isSame(a: Counts | null, b: Counts | null): boolean {
  return a?.files === b?.files && a?.chunks === b?.chunks;
}

/** Chunks a second; null where nothing tells it. */
function speedOf(activity: Activity | undefined): number | null {
  if (activity?.type !== 'indexing' || activity.progress.type !== 'embedding') return null;
  const { done, total, secondsLeft } = activity.progress;
  return secondsLeft === null || secondsLeft === 0 ? null : (total - done) / secondsLeft;
}

function foldersOf(
  roots: readonly string[],
  known: ReadonlyMap<string, FolderState>,
): Map<string, FolderState> {
  const fresh = (root: string): FolderState => ({
    root,
    activity: { type: 'idle' },
    counts: null,
    generation: 0,
  });
  return new Map(roots.map((root) => [root, known.get(root) ?? fresh(root)]));
}
