/** What git's rules know about a folder and all below it, down to the next repository. */
import { existsSync, lstatSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type GitHome, readGitConfig } from './gitConfig.ts';
import { toByteString } from './glob.ts';
import { type IgnoreRules, isIgnored, parseIgnoreRules } from './ignore.ts';
import { readPlainFile } from './plainFile.ts';
import type { Repository } from './repository.ts';
import { type Tracked, nothingTracked, trackedIn } from './tracked.ts';

export interface Scope {
  /** False for a folder that is in no repository; the same rules hold there, but nothing is tracked. */
  readonly isRepository: boolean;
  /** git's core.ignoreCase. */
  readonly ignoreCase: boolean;
  /** Byte string of the way from the scope's top down to the root, as `a/b/`; '' where the top is not above the root. */
  readonly above: string;
  /** Length of the byte string of the way from the root down to the scope's top, as `a/b/`; 0 where it is not below. */
  readonly below: number;
  /** Rules that hold for the whole scope or come from folders above the root; weakest first. */
  readonly rules: readonly IgnoreRules[];
  readonly tracked: Tracked;
}

const GITIGNORE = '.gitignore';

/** Path of the rules' coordinates for a path relative to the root (both byte strings). */
export function inScope(scope: Scope, path: string): string {
  return scope.above + path.slice(scope.below);
}

/** `above`: byte string of the way from the repository's top to the root; `below`: of the way from the root to it. */
export function repositoryScope(repository: Repository, git: GitHome, above: string, below: string): Scope {
  const { config, top } = repository;
  // git stands at the top when it reads a file that is named without its place.
  const excludesFile = config.excludesFile === null ? null : resolve(top, config.excludesFile);
  const rules = [
    ...rulesOf(excludesFile, '', config.ignoreCase, true),
    ...rulesOf(join(repository.commonFolder, 'info', 'exclude'), '', config.ignoreCase, true),
  ];
  for (const { folder, base, name } of foldersOnTheWay(top, above)) {
    rules.push(...rulesOf(join(folder, GITIGNORE), base, config.ignoreCase, false));
    if (isIgnored(rules, { path: base + name, name, isFolder: true })) {
      // The user opened a folder that its repository ignores: then that folder is what they want to search.
      return plainScope(git);
    }
  }
  return {
    isRepository: true,
    ignoreCase: config.ignoreCase,
    above,
    below: below.length,
    rules,
    tracked: trackedIn(
      join(repository.gitFolder, 'index'),
      config.objectFormat,
      existsSync(join(top, '.gitmodules')),
    ),
  };
}

/** Rules of the files of this name in the folders from the repository's top to the root, without the root; weakest first. */
export function rulesAbove({ config, top }: Repository, above: string, file: string): IgnoreRules[] {
  return foldersOnTheWay(top, above).flatMap(({ folder, base }) =>
    rulesOf(join(folder, file), base, config.ignoreCase, false),
  );
}

/** `folder`: absolute; `base` and `name`: byte strings of the way to it, as `a/b/`, and of the next one's name. */
function foldersOnTheWay(
  top: string,
  above: string,
): readonly { readonly folder: string; readonly base: string; readonly name: string }[] {
  const names = Buffer.from(above, 'latin1').toString('utf8').split('/').slice(0, -1);
  return names.map((name, at) => {
    const before = names.slice(0, at);
    const base = before.map((each) => `${toByteString(each)}/`).join('');
    return { folder: join(top, ...before), base, name: toByteString(name) };
  });
}

export function plainScope(git: GitHome): Scope {
  const config = readGitConfig(git, null);
  // Outside of a repository git lists nothing, so that a file without its place is none.
  const excludesFile = isAbsolute(config.excludesFile ?? '') ? config.excludesFile : null;
  return {
    isRepository: false,
    ignoreCase: config.ignoreCase,
    above: '',
    below: 0,
    rules: rulesOf(excludesFile, '', config.ignoreCase, true),
    tracked: nothingTracked,
  };
}

/** Larger rule files are taken for damage. */
const MAX_RULES_BYTES = 4 * 1024 * 1024;

/** The rules of a file as a list of none or one. git follows links to the files of its configuration, not to .gitignore. */
export function rulesOf(
  file: string | null,
  base: string,
  ignoreCase: boolean,
  followLink: boolean,
): IgnoreRules[] {
  if (file === null) return [];
  try {
    const stats = lstatSync(file);
    if (!stats.isFile() && !(followLink && stats.isSymbolicLink())) return [];
    const bytes = readPlainFile(file, MAX_RULES_BYTES).toString('latin1');
    const rules = parseIgnoreRules(bytes, base, ignoreCase);
    return rules.rules.length === 0 ? [] : [rules];
  } catch {
    return [];
  }
}
