/** Folders on the way through a root: which repository they belong to, and what that lets be seen of them. */
import { realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { EngineError } from '../errors.ts';
import { errorCode, failureReason } from './failures.ts';
import { type Forced, forcedPaths } from './forced.ts';
import type { GitHome } from './gitConfig.ts';
import { pathFilter, toByteString } from './glob.ts';
import type { IgnoreRules } from './ignore.ts';
import type { LanguageGuess } from './languages.ts';
import { DEFAULT_LIMITS } from './readSource.ts';
import { enclosingRepository, repositoryAt } from './repository.ts';
import { type Scope, inScope, plainScope, repositoryScope, rulesAbove, rulesOf } from './scope.ts';
import type { Ahead } from './ahead.ts';

export interface DiscoverOptions {
  /** Where the machine keeps git's configuration, for the user's own excludes. */
  readonly git: GitHome;
  /** Bytes; larger files are skipped, but see `maxBytesOf`. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Globs relative to the root; what matches one is listed although rules ignore it (see `forcedPaths`). */
  readonly include?: readonly string[] | undefined;
  /** Globs relative to the root; what matches one is not seen, whatever else is said. */
  readonly exclude?: readonly string[] | undefined;
  /** Files that are skipped whatever they are: paths relative to the root, with the reason. */
  readonly setAside?: ReadonlyMap<string, string>;
  /** Paths relative to the root, files or folders: nothing else is looked at. What is not there yields nothing. */
  readonly only?: readonly string[];
  /** What names told in earlier walks with the same `maxBytes`; this one adds to it. Default: none. */
  readonly names?: Map<string, NameVerdict>;
  /** What somebody else lists and asks for meanwhile. */
  readonly ahead?: Ahead | null;
  /** Called between short steps, which go on when it resolves. Default: to give way to what waits in this thread. */
  readonly rest?: () => Promise<void>;
}

export interface Folder {
  /** Relative to the root; '' is the root. */
  readonly path: string;
  readonly bytes: string;
  /** Whether a name on its path begins with a dot. */
  readonly isHidden: boolean;
  readonly scope: Scope;
  /** Of git, weakest first. */
  readonly rules: readonly IgnoreRules[];
  /** Of `.homingignore`, weakest first; paths relative to the top of the repository around the root, as `ownAbove` leads from it. */
  readonly ownRules: readonly IgnoreRules[];
  /** Byte string of the way from that top to the root, as `a/b/`; '' where there is none above. */
  readonly ownAbove: string;
  readonly lets: Lets;
  readonly forced: Forcing;
}

/** What a folder lets be seen: an ignored one is entered only for what is tracked or forced in it. */
export type Lets = 'all' | 'trackedOrForced' | 'forced';

/** Whether the user forces an entry in, or something that may lie below it. */
export type Forcing = 'itself' | 'below' | 'no';

/** What a file's name alone tells. */
export interface NameVerdict extends LanguageGuess {
  /** Why such a file is left out, or null. */
  readonly reason: string | null;
  /** Bytes that it may have. */
  readonly maxBytes: number;
}

export interface Walk {
  readonly root: string;
  readonly git: GitHome;
  readonly maxBytes: number;
  readonly forced: Forced;
  readonly excluded: (path: string) => boolean;
  readonly setAside: ReadonlyMap<string, string>;
  readonly wanted: (path: string, isFolder: boolean) => boolean;
  /** Of the names that came by: most come several times. */
  readonly names: Map<string, NameVerdict>;
}

/** Throws EngineError `folderMissing`, `notAFolder`, `folderUnreadable`. */
export function startWalk(root: string, options: DiscoverOptions): Walk {
  let real: string;
  try {
    real = realpathSync(root);
    if (!statSync(real).isDirectory())
      throw new EngineError('notAFolder', `${root} is a file, not a folder.`);
  } catch (error) {
    throw error instanceof EngineError ? error : rootError(root, error);
  }
  return {
    root: real,
    git: options.git,
    maxBytes: options.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    forced: forcedPaths(options.include ?? []),
    excluded: pathFilter(options.exclude ?? []),
    setAside: options.setAside ?? new Map(),
    wanted: wantedPaths(options.only),
    names: options.names ?? new Map<string, NameVerdict>(),
  };
}

export function rootError(root: string, error: unknown): EngineError {
  const code = errorCode(error);
  if (code === 'ENOENT')
    return new EngineError('folderMissing', `There is no folder ${root}.`, { cause: error });
  if (code === 'ENOTDIR') return new EngineError('notAFolder', `${root} is not a folder.`, { cause: error });
  const message = `The folder ${root} cannot be read: ${failureReason(error)}.`;
  return new EngineError('folderUnreadable', message, { cause: error });
}

function wantedPaths(only: readonly string[] | undefined): Walk['wanted'] {
  if (only === undefined) return () => true;
  const exact = new Set(only.map((path) => path.replace(/^(?:\.\/)+|\/+$/g, '')));
  const ancestors = new Set([...exact].flatMap(foldersAbove));
  if (exact.has('') || exact.has('.')) return () => true;
  return (path, isFolder) =>
    exact.has(path) ||
    (isFolder && ancestors.has(path)) ||
    foldersAbove(path).some((above) => exact.has(above));
}

function foldersAbove(path: string): string[] {
  const above: string[] = [];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    above.push(path.slice(0, slash));
  }
  return above;
}

export function rootFolder(walk: Walk): Folder {
  const repository = enclosingRepository(walk.root, walk.git);
  let scope = plainScope(walk.git);
  let ownAbove = '';
  let ownRules: readonly IgnoreRules[] = [];
  if (repository !== null) {
    const way = relative(repository.top, walk.root);
    if (way !== '') ownAbove = `${toByteString(way.split(sep).join('/'))}/`;
    scope = repositoryScope(repository, walk.git, ownAbove, '');
    ownRules = rulesAbove(repository, ownAbove, '.homingignore');
  }
  const rules = { rules: scope.rules, ownRules, ownAbove, lets: 'all', forced: 'no' } as const;
  return { path: '', bytes: '', isHidden: false, scope, ...rules };
}

/** Absolute. */
export function placeOf(walk: Walk, { path }: Folder): string {
  return path === '' ? walk.root : `${walk.root}${walk.root.endsWith(sep) ? '' : sep}${path}`;
}

/**
 * The folder with what is said in it of what is in it; a reason where it is not entered. `dotted`: names in it; to look for
 * files that most folders do not have costs more than to list them.
 */
export function enter(walk: Walk, folder: Folder, dotted: readonly string[]): Folder | string {
  const { scope } = folder;
  const isSubmodule = folder.path !== '' && scope.tracked.isRepository(inScope(scope, folder.bytes));
  if (dotted.length === 0 && !scope.ignoreCase && !isSubmodule) return folder;
  const isTop = folder.path !== '' && dotted.some((name) => isGitName(name, true));
  const entered = isSubmodule ? enterOther(folder) : isTop ? enterTop(walk, folder) : folder;
  return typeof entered === 'string' ? entered : withRulesOf(walk, entered, dotted);
}

/** A folder in which a repository may begin. */
function enterTop(walk: Walk, folder: Folder): Folder | string {
  const { scope, forced } = folder;
  if (scope.isRepository) {
    if (forced === 'itself' || scope.tracked.hasFolder(inScope(scope, folder.bytes))) return folder;
  }
  const repository = repositoryAt(placeOf(walk, folder), walk.git);
  if (repository === null) return folder;
  if (scope.isRepository) return enterOther(folder);
  const own = repositoryScope(repository, walk.git, '', `${folder.bytes}/`);
  return { ...folder, scope: own, rules: own.rules };
}

/** The place of another repository inside one; of a submodule also where it was never checked out. */
function enterOther(folder: Folder): Folder | string {
  switch (folder.forced) {
    case 'itself':
      return folder;
    case 'below':
      return { ...folder, lets: 'forced' };
    case 'no':
      return 'a repository of its own';
  }
}

export function isGitName(name: string, ignoreCase: boolean): boolean {
  return name === '.git' || (ignoreCase && name.toLowerCase() === '.git');
}

function withRulesOf(walk: Walk, folder: Folder, dotted: readonly string[]): Folder {
  const { scope } = folder;
  const base = folder.bytes === '' ? '' : `${folder.bytes}/`;
  const rulesIn = (name: string, prefix: string): readonly IgnoreRules[] =>
    scope.ignoreCase || dotted.includes(name)
      ? rulesOf(`${placeOf(walk, folder)}/${name}`, prefix, scope.ignoreCase, false)
      : [];
  const found = rulesIn('.gitignore', inScope(scope, base));
  const own = rulesIn('.homingignore', folder.ownAbove + base);
  if (found.length + own.length === 0) return folder;
  return { ...folder, rules: [...folder.rules, ...found], ownRules: [...folder.ownRules, ...own] };
}
