/** Which repository a folder belongs to and what that repository says about its files (gitrepository-layout(5)). */
import { lstatSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type GitConfig, type GitHome, readGitConfig } from './gitConfig.ts';
import { readPlainFile } from './plainFile.ts';

export interface Repository {
  /** Absolute top of the working tree. */
  readonly top: string;
  /** What the working tree owns: its index. */
  readonly gitFolder: string;
  /** What all working trees of the repository share: its configuration and excludes. */
  readonly commonFolder: string;
  readonly config: GitConfig;
}

/** Of files that name a folder. */
const MAX_NAMING_BYTES = 64 * 1024;

/** The repository whose working tree begins at `folder`; null where none does. */
export function repositoryAt(folder: string, git: GitHome): Repository | null {
  const gitFolder = gitFolderOf(join(folder, '.git'));
  if (gitFolder === null) return null;
  const commonFolder = commonFolderOf(gitFolder);
  const files = [join(commonFolder, 'config')];
  let config = readGitConfig(git, { gitFolder, files });
  if (config.worktreeConfig) {
    config = readGitConfig(git, { gitFolder, files: [...files, join(gitFolder, 'config.worktree')] });
  }
  return { top: folder, gitFolder, commonFolder, config };
}

/** The repository that holds `folder`, which may begin above it. */
export function enclosingRepository(folder: string, git: GitHome): Repository | null {
  for (let at = folder; ; at = dirname(at)) {
    const repository = repositoryAt(at, git);
    if (repository !== null) return repository;
    if (dirname(at) === at) return null;
  }
}

/** `.git` is the repository's folder, or a file that names it (worktrees, submodules). */
function gitFolderOf(dotGit: string): string | null {
  try {
    const stats = statSync(dotGit);
    if (stats.isDirectory()) return isGitFolder(dotGit) ? dotGit : null;
    const named = /^gitdir: (.+?)[\r\n]*$/.exec(readPlainFile(dotGit, MAX_NAMING_BYTES).toString())?.[1];
    if (named === undefined) return null;
    const folder = resolve(dirname(dotGit), named);
    return isGitFolder(folder) ? folder : null;
  } catch {
    return null;
  }
}

function isGitFolder(folder: string): boolean {
  const common = commonFolderOf(folder);
  return exists(join(folder, 'HEAD')) && exists(join(common, 'objects')) && exists(join(common, 'refs'));
}

function commonFolderOf(gitFolder: string): string {
  try {
    return resolve(
      gitFolder,
      readPlainFile(join(gitFolder, 'commondir'), MAX_NAMING_BYTES).toString().trim(),
    );
  } catch {
    return gitFolder;
  }
}

/** HEAD may be a symbolic link to a branch that has no commit yet. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
