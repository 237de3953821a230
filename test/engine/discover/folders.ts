/** Real folders and real git repositories for tests, in the system's temporary folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SourceFile } from '../../../src/engine/types.ts';
import { discover } from '../../../src/engine/discover/discover.ts';
import type { DiscoverOptions } from '../../../src/engine/discover/walk.ts';

export interface Workplace {
  /** Absolute; every path of a test lies below it. */
  readonly folder: string;
  /** Home folder of the tests' git. */
  readonly home: string;
  remove(): void;
}

export function makeWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'homing-discover-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  return { folder, home, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes files by relative path; a path that ends in `/` makes an empty folder. */
export function writeFiles(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(root, path);
    mkdirSync(path.endsWith('/') ? absolute : dirname(absolute), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(absolute, content);
  }
}

/** Runs git with a home of its own, so that the machine's settings play no part. */
export function git(place: Workplace, cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: place.home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Test',
      GIT_AUTHOR_EMAIL: 'test@example.org',
      GIT_COMMITTER_NAME: 'Test',
      GIT_COMMITTER_EMAIL: 'test@example.org',
    },
  });
}

/** The files and links that git lists and that are there; what it lists of other repositories are folders. */
export function listedByGit(place: Workplace, root: string): string[] {
  const listed = git(place, root, 'ls-files', '-z', '-co', '--exclude-standard').split('\0');
  return [...new Set(listed)].filter((path) => path !== '' && existsAsFile(join(root, path))).sort();
}

function existsAsFile(path: string): boolean {
  return (
    (existsSync(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined) &&
    !lstatSync(path).isDirectory()
  );
}

export interface Seen {
  readonly files: readonly SourceFile[];
  /** Path → reason. */
  readonly skipped: Readonly<Record<string, string>>;
}

export async function seen(
  place: Workplace,
  root: string,
  options: Partial<DiscoverOptions> = {},
): Promise<Seen> {
  const files: SourceFile[] = [];
  const skipped: Record<string, string> = {};
  for await (const found of discover(root, { git: { home: place.home, systemConfig: null }, ...options })) {
    if (found.type === 'file') files.push(found.file);
    else skipped[found.path] = found.reason;
  }
  return { files, skipped };
}

/** Files found, whether worth indexing or not; other repositories are left out. */
export async function listedByUs(place: Workplace, root: string): Promise<string[]> {
  const { files, skipped } = await seen(place, root);
  const others = Object.entries(skipped).filter(([, reason]) => reason !== 'a repository of its own');
  return [...files.map(({ path }) => path), ...others.map(([path]) => path)].sort();
}
