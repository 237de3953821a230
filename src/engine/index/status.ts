import type { DatabaseSync } from 'node:sqlite';
import { discover, type DiscoverOptions } from '../discover/discover.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import type { SourceFile, Status } from '../types.ts';
import { readMeta } from './meta.ts';
import { isSame, isSettled } from './plan.ts';
import { withSelection } from './selection.ts';
import { createPause } from './slices.ts';
import { countAll, encoderNumber, knownFiles, waitingFiles, type KnownPath } from './queries.ts';

export interface StatusParts {
  readonly root: string;
  /** Null where there is no index. */
  readonly database: DatabaseSync | null;
  readonly discovery: DiscoverOptions;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
}

type FolderStatus = Pick<Status, 'folder' | 'files' | 'chunks' | 'pending' | 'lastCommit' | 'fresh'>;

/** Compares the index with the folder as it is now. Throws SQLite's errors and what discovery throws. */
export async function statusOf(parts: StatusParts, studentId: string): Promise<FolderStatus> {
  const { root, database, discovery, signal } = parts;
  const known = database === null ? new Map<string, KnownPath>() : knownFiles(database);
  const pending = new Set(known.keys());
  for await (const seen of discover(root, withSelection(discovery, database), signal)) {
    if (seen.type === 'skipped') continue;
    const before = known.get(seen.file.path);
    if (before !== undefined && (await isIndexed(parts, before, seen.file))) pending.delete(seen.file.path);
    else pending.add(seen.file.path);
  }
  const student = database === null ? null : encoderNumber(database, studentId);
  const waiting =
    database === null
      ? []
      : await waitingFiles(database, student === null ? [] : [student], createPause({ signal }));
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
  { root, limits }: StatusParts,
  before: KnownPath,
  now: SourceFile,
): Promise<boolean> {
  if (isSame(before, now) && isSettled(before, now)) return true;
  if (!isSame({ ...before, mtimeMs: now.mtimeMs }, now)) return false;
  const source = await readSource(root, now.path, limits);
  return source.type === 'text'
    ? before.skipped === null && source.hash === before.hash
    : before.skipped === source.reason;
}
