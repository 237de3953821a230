import type { DatabaseSync } from 'node:sqlite';
import { discoverFolders, sourceFile, type FoundFile } from '../discover/discover.ts';
import type { DiscoverOptions } from '../discover/walk.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import type { Status } from '../types.ts';
import { knownFiles, readBefore } from './knownFiles.ts';
import { readMeta } from './meta.ts';
import { isSame, isSettled, KnownFiles, type KnownFile } from './plan.ts';
import { withSelection } from './selection.ts';
import { createPause } from './slices.ts';
import { countAll, encoderNumber, waitingFiles, type Counts } from './queries.ts';

export interface StatusParts {
  readonly root: string;
  /** Null where there is no index. */
  readonly database: DatabaseSync | null;
  readonly discovery: DiscoverOptions;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
}

type FolderStatus = Pick<Status, 'folder' | 'files' | 'chunks' | 'pending' | 'lastCommit' | 'fresh'>;

/** Null where nothing was committed yet. Throws SQLite's errors. */
export function countsOf(database: DatabaseSync): Counts | null {
  const counts = countAll(database);
  return counts.files > 0 || readMeta(database, 'lastCommit') !== null ? counts : null;
}

/** Compares the index with the folder as it is now. Throws SQLite's errors and what discovery throws. */
export async function statusOf(parts: StatusParts, studentId: string): Promise<FolderStatus> {
  const { root, database, discovery, signal } = parts;
  const pause = createPause({ signal });
  const known = database === null ? new KnownFiles() : await knownFiles(database, pause);
  const pending = new Set<string>();
  for await (const { folder, files } of discoverFolders(root, withSelection(discovery, database), signal)) {
    const before = known.folder(folder);
    for (const file of files) {
      const { path } = sourceFile(folder, file);
      if (!(await isIndexed(parts, path, before?.meet(file.name) ?? null, file))) pending.add(path);
    }
  }
  for (const path of known.left()) pending.add(path);
  const student = database === null ? null : encoderNumber(database, studentId);
  const waiting =
    database === null ? [] : await waitingFiles(database, student === null ? [] : [student], pause);
  for (const { path } of waiting) pending.add(path);
  const lastCommit = database === null ? null : readMeta(database, 'lastCommit');
  return {
    folder: root,
    ...(database === null ? { files: 0, chunks: 0 } : countAll(database)),
    pending: pending.size,
    lastCommit: typeof lastCommit === 'string' ? lastCommit : null,
    fresh: pending.size === 0 && lastCommit !== null,
  };
}

/** Where size and time prove nothing yet, or only the time is another, the bytes tell. */
async function isIndexed(
  { root, limits, database }: StatusParts,
  path: string,
  before: KnownFile | null,
  now: FoundFile,
): Promise<boolean> {
  if (before === null || database === null) return false;
  if (isSame(before, now) && isSettled(before, now)) return true;
  if (!isSame({ ...before, mtimeMs: now.mtimeMs }, now)) return false;
  const source = await readSource(root, path, limits);
  return source.type === 'text'
    ? before.skipped === null && source.hash === readBefore(database, path)?.hash
    : before.skipped === source.reason;
}
