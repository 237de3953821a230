/** What every folder is at, told to the shell at most ten times a second. */
import type { Skipped } from '../engine/types.ts';
import type { Counts, FolderState, Notification, SkippedFile } from '../protocol/messages.ts';

/** Milliseconds between two reports. */
const reportEvery = 100;

/** Files of one folder; nobody reads more, and they cross a process border. */
const mostSkipped = 1_000;

export interface Report {
  update(root: string, change: Partial<Omit<FolderState, 'root'>>): void;
  /** As `update`, of counts; what was skipped stays as it was known. */
  count(root: string, counts: Pick<Counts, 'files' | 'chunks'>): void;
  setPaused(paused: boolean): void;
  /** What the last look at the whole folder left out. */
  leaveOut(root: string, skipped: readonly Skipped[]): void;
  leftOut(root: string): readonly SkippedFile[];
  /** Sends the present state at once. */
  send(): void;
}

export function createReport(
  roots: readonly string[],
  device: () => string,
  notify: (notification: Notification) => void,
): Report {
  const folders = new Map<string, FolderState>(
    roots.map((root) => [root, { root, activity: { type: 'idle' }, counts: null }]),
  );
  const leftOut = new Map<string, readonly SkippedFile[]>();
  let paused = false;
  let timer: NodeJS.Timeout | null = null;
  const send = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    notify({ type: 'state', state: { folders: [...folders.values()], paused, device: device() } });
  };
  const sendSoon = (): void => {
    timer ??= setTimeout(send, reportEvery);
  };
  const update: Report['update'] = (root, change) => {
    const before = folders.get(root);
    if (before === undefined) return;
    folders.set(root, { ...before, ...change });
    sendSoon();
  };
  return {
    update,
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
    send,
  };
}
