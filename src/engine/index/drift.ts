/** Cheap looks at whether a folder has moved on since it was indexed: a few milliseconds, before a search. */
import { statSync, type Stats } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { GitHome } from '../discover/gitConfig.ts';
import { readPlainFile } from '../discover/plainFile.ts';
import { enclosingRepository } from '../discover/repository.ts';

/** Files that are looked at when none are named: those indexed last, because what was edited is edited again. */
const latestFiles = 500;
/** Milliseconds of looking at files at the most: on a slow network each may take one. */
const budgetMs = 10;
const MAX_HEAD_BYTES = 64 * 1024;

interface FileStamp {
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly readAt: number;
}

/**
 * Paths that look changed since they were indexed, by size and times, of those named or of the files indexed last. Files that are new are not seen.
 * Throws SQLite's errors.
 */
export function changedFiles(
  database: DatabaseSync,
  root: string,
  among: readonly string[] | null,
): readonly string[] {
  const started = performance.now();
  const changed: string[] = [];
  for (const { path, size, mtime, readAt } of stampsOf(database, among)) {
    const now = statsOf(join(root, path));
    const isAsRead = now?.size === size && now.mtimeMs === mtime && now.ctimeMs <= readAt;
    if (!isAsRead) changed.push(path);
    if (performance.now() - started > budgetMs) break;
  }
  return changed;
}

/** Null where it is gone, or cannot be reached any more, as behind a folder that has become a link to itself. */
function statsOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function stampsOf(database: DatabaseSync, among: readonly string[] | null): FileStamp[] {
  const rows =
    among === null
      ? database
          .prepare('SELECT path, size, mtime, readAt FROM files ORDER BY id DESC LIMIT ?')
          .all(latestFiles)
      : database
          .prepare(
            'SELECT path, size, mtime, readAt FROM files WHERE path IN (SELECT value FROM json_each(?))',
          )
          .all(JSON.stringify(among));
  return rows as unknown[] as FileStamp[];
}

/**
 * What git has checked out in the working tree that holds `root`, as a text that changes with every checkout, commit, pull,
 * reset and stash; null without git, and while git is at work.
 */
export function checkedOut(root: string, git: GitHome): string | null {
  try {
    const repository = enclosingRepository(root, git);
    if (repository === null || stampOf(join(repository.gitFolder, 'index.lock')) !== null) return null;
    const head = readPlainFile(join(repository.gitFolder, 'HEAD'), MAX_HEAD_BYTES).toString().trim();
    const branch = /^ref: (.+)$/.exec(head)?.[1];
    const files = [...(branch === undefined ? [] : [branch, 'packed-refs']), 'refs/stash'];
    return [head, ...files.map((file) => stampOf(join(repository.commonFolder, file)) ?? '')].join(' ');
  } catch {
    return null;
  }
}

function stampOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.mtimeNs}/${stats.size}`;
}
