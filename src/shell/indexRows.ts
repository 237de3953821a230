/** What the index view says of the folders: rows of words and numbers. Pure. */
import type { Status } from '../engine/types.ts';
import type { Failure, FolderFile, FolderState, SkippedFile, WorkerState } from '../protocol/messages.ts';
import { chunks, files } from './counts.ts';
import { deviceParts, skipReasonText } from './engineTexts.ts';
import { sentenceOf, shortSentenceOf } from './failures.ts';
import { formatNumber, formatTime, t } from './l10n.ts';
import type { LifeState } from './workerLife.ts';
import { progressParts } from './wording.ts';

export interface IndexRow {
  /** Unique in the view, and the same as long as it is about the same. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Codicon; null: none. */
  readonly icon: string | null;
  /** What a click opens; null: nothing. */
  readonly file: FolderFile | null;
  /** What menus know the row by; null: nothing. */
  readonly context: 'setAside' | null;
  readonly children: readonly IndexRow[];
  readonly expanded: boolean;
}

/** What was asked of the worker beside its state; empty until it has answered. */
export interface IndexDetails {
  readonly statuses: readonly Status[];
  readonly skipped: readonly SkippedFile[];
}

export interface IndexNames {
  readonly nameOf: (root: string) => string;
  readonly now: Date;
}

/** Rows of one folder stand alone; those of several stand under their folders' names. */
export function indexRows(life: LifeState, details: IndexDetails, names: IndexNames): readonly IndexRow[] {
  if (life.type !== 'running') return [];
  const { folders, device, speed, setAside, paused } = life.worker;
  const [only] = folders;
  const groups =
    folders.length === 1 && only !== undefined
      ? folderRows(only, paused, details, names)
      : folders.map((folder) =>
          row(folder.root, names.nameOf(folder.root), {
            icon: 'root-folder',
            children: folderRows(folder, paused, details, names),
            expanded: true,
          }),
        );
  return [...groups, ...setAsideRows(setAside), ...processRows({ device, speed }, life.restarts)];
}

function row(id: string, label: string, more: Partial<IndexRow> = {}): IndexRow {
  return {
    id,
    label,
    description: '',
    icon: null,
    file: null,
    context: null,
    children: [],
    expanded: false,
    ...more,
  };
}

function folderRows(
  folder: FolderState,
  paused: boolean,
  { statuses, skipped }: IndexDetails,
  { now }: IndexNames,
): readonly IndexRow[] {
  const { root, counts } = folder;
  const status = statuses.find((each) => each.folder === root);
  const rows = [doingRow(folder, paused, status)];
  if (counts !== null) {
    rows.push(
      row(`${root}:files`, files(counts.files), { description: chunks(counts.chunks), icon: 'files' }),
    );
  }
  if (status?.lastCommit != null) {
    const time = formatTime(new Date(status.lastCommit), now);
    rows.push(row(`${root}:changed`, t('Last changed'), { description: time, icon: 'history' }));
  }
  if (counts !== null && counts.skipped > 0) {
    rows.push(
      skippedRow(
        folder,
        counts.skipped,
        skipped.filter((file) => file.root === root),
      ),
    );
  }
  return rows;
}

function doingRow(
  { root, activity, counts }: FolderState,
  paused: boolean,
  status: Status | undefined,
): IndexRow {
  const id = `${root}:doing`;
  switch (activity.type) {
    case 'indexing': {
      const [label, description] = progressParts(activity.progress);
      return row(id, label, { description, icon: 'sync~spin' });
    }
    case 'waiting':
      if (paused) return row(id, t('Indexing is paused.'), { icon: 'debug-pause' });
      return activity.for === 'turn'
        ? row(id, t('Waits for its turn'), { icon: 'watch' })
        : row(id, t('Another window or program is indexing this folder.'), { icon: 'watch' });
    case 'failed':
      return failedRow(id, activity.failure);
    case 'idle':
      if (counts === null) return row(id, t('Nothing is indexed yet.'), { icon: 'circle-slash' });
      return status === undefined || status.pending === 0
        ? row(id, t('Up to date'), { icon: 'check' })
        : row(id, t('{0} to be read again', files(status.pending)), { icon: 'history' });
  }
}

/** What is wrong, then where: a narrow view cuts the rest, which the tooltip has. */
function failedRow(id: string, failure: Failure): IndexRow {
  const [label, whole] = [shortSentenceOf(failure), sentenceOf(failure)];
  return row(id, label, { description: whole === label ? '' : whole, icon: 'error' });
}

function skippedRow({ root }: FolderState, count: number, skipped: readonly SkippedFile[]): IndexRow {
  const children = skipped.map((file) =>
    row(`${root}:skipped:${file.path}`, file.path, { description: skipReasonText(file.reason), file }),
  );
  const left = count - skipped.length;
  if (skipped.length > 0 && left > 0) {
    children.push(row(`${root}:skipped`, t('and {0} more', formatNumber(left))));
  }
  return row(`${root}:left out`, t('{0} left out', files(count)), { icon: 'exclude', children });
}

function setAsideRows(setAside: readonly FolderFile[]): readonly IndexRow[] {
  if (setAside.length === 0) return [];
  const children = setAside.map((file) =>
    row(`${file.root}:set aside:${file.path}`, file.path, {
      description: t('the search process ended at it'),
      file,
      context: 'setAside',
    }),
  );
  const label = t('{0} set aside', files(setAside.length));
  return [row('set aside', label, { icon: 'warning', children, expanded: true, context: 'setAside' })];
}

function processRows(
  { device, speed }: Pick<WorkerState, 'device' | 'speed'>,
  restarts: number,
): readonly IndexRow[] {
  const [place, why] = deviceParts(device);
  const rows = [row('device', t('Runs on {0}', place), { description: why, icon: 'chip' })];
  if (speed !== null && speed >= 1) {
    const description = t('about {0} a second', chunks(Math.round(speed)));
    rows.push(row('speed', t('Speed'), { description, icon: 'dashboard' }));
  }
  if (restarts > 0) {
    rows.push(
      row('restarts', t('Restarts of the search process'), {
        description: formatNumber(restarts),
        icon: 'debug-restart',
      }),
    );
  }
  return rows;
}
