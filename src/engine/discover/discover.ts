import { type Stats, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import type { SourceFile } from '../types.ts';
import { errorCode, failureReason, largerThan } from './failures.ts';
import type { GitHome } from './gitConfig.ts';
import { type Forced, forcedPaths } from './forced.ts';
import { pathFilter, toByteString } from './glob.ts';
import { type Entry, type IgnoreRules, isIgnored, judge } from './ignore.ts';
import { languageOf } from './languages.ts';
import { type FolderEntry, listFolder } from './listFolder.ts';
import { DEFAULT_LIMITS, maxBytesOf } from './readSource.ts';
import { enclosingRepository, repositoryAt } from './repository.ts';
import { type Scope, inScope, plainScope, repositoryScope, rulesOf } from './scope.ts';
import { nameReason } from './skipReasons.ts';

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
}

export type Discovered =
  | { readonly type: 'file'; readonly file: SourceFile }
  | { readonly type: 'skipped'; readonly path: string; readonly reason: string };

/** Milliseconds of work between two pauses for the process's other duties. */
const SLICE_MS = 10;

interface Folder {
  /** Relative to the root; '' is the root. */
  readonly path: string;
  readonly bytes: string;
  readonly scope: Scope;
  /** Of git, weakest first. */
  readonly rules: readonly IgnoreRules[];
  /** Of `.homingignore`, weakest first; paths relative to the root. */
  readonly ownRules: readonly IgnoreRules[];
  readonly lets: Lets;
}

/** What a folder lets be seen: an ignored one is entered only for what is tracked or forced in it. */
type Lets = 'all' | 'trackedOrForced' | 'forced';

/** Whether the user forces an entry in, or something that may lie below it. */
type Forcing = 'itself' | 'below' | 'no';

interface Walk {
  readonly root: string;
  readonly git: GitHome;
  readonly maxBytes: number;
  readonly forced: Forced;
  readonly excluded: (path: string) => boolean;
  readonly setAside: ReadonlyMap<string, string>;
  readonly wanted: (path: string, isFolder: boolean) => boolean;
}

/**
 * The files below `root` that git would list as tracked or as untracked and not ignored
 * (`git ls-files -co --exclude-standard`), whether git is there or not, with `.homingignore` on top; in order of
 * folders, files first. What git would list but is not worth indexing comes as skipped, with the reason; what is
 * ignored does not come. Links are never followed. A repository inside a repository (a submodule among others) is not
 * entered, as git has it, unless `include` names it; repositories inside a plain folder are, each with its own rules.
 * Throws EngineError `folderMissing`, `notAFolder`, `folderUnreadable` for the root itself, `aborted`.
 */
export async function* discover(
  root: string,
  options: DiscoverOptions,
  signal?: AbortSignal,
): AsyncGenerator<Discovered, void> {
  const walk = startWalk(root, options);
  const pending = [rootFolder(walk)];
  let sliceStart = performance.now();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const found: Folder[] = [];
    try {
      const { names, entries } = listFolder(join(walk.root, next.path));
      const folder = withRulesOf(walk, next, names);
      for (const entry of entries) {
        if (signal?.aborted === true) throw new EngineError('aborted', 'The search for files was stopped.');
        const seen = look(walk, folder, entry);
        if (seen !== null) {
          if ('scope' in seen) found.push(seen);
          else yield seen;
        }
        if (performance.now() - sliceStart > SLICE_MS) {
          await setImmediate();
          sliceStart = performance.now();
        }
      }
    } catch (error) {
      if (error instanceof EngineError) throw error;
      if (next.path === '') throw rootError(root, error);
      yield { type: 'skipped', path: next.path, reason: failureReason(error) };
    }
    for (let at = found.length - 1; at >= 0; at--) {
      const below = found[at];
      if (below !== undefined) pending.push(below);
    }
  }
}

function startWalk(root: string, options: DiscoverOptions): Walk {
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
    excluded:
      options.exclude === undefined || options.exclude.length === 0
        ? () => false
        : pathFilter(options.exclude),
    setAside: options.setAside ?? new Map(),
    wanted: wantedPaths(options.only),
  };
}

function rootError(root: string, error: unknown): EngineError {
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

function rootFolder(walk: Walk): Folder {
  const repository = enclosingRepository(walk.root, walk.git);
  let scope = plainScope(walk.git);
  if (repository !== null) {
    const way = relative(repository.top, walk.root);
    const above = way === '' ? '' : `${toByteString(way.split(sep).join('/'))}/`;
    scope = repositoryScope(repository, walk.git, above, '');
  }
  return { path: '', bytes: '', scope, rules: scope.rules, ownRules: [], lets: 'all' };
}

/** The folder with what its own rule files add. `names`: what is in it; most folders have no rules, and to look for them costs more than to list. */
function withRulesOf(walk: Walk, folder: Folder, names: readonly string[]): Folder {
  const absolute = join(walk.root, folder.path);
  const base = folder.bytes === '' ? '' : `${folder.bytes}/`;
  const { scope } = folder;
  const rulesIn = (name: string, prefix: string): readonly IgnoreRules[] =>
    scope.ignoreCase || names.includes(name)
      ? rulesOf(join(absolute, name), prefix, scope.ignoreCase, false)
      : [];
  const found = rulesIn('.gitignore', inScope(scope, base));
  const own = rulesIn('.homingignore', base);
  return {
    ...folder,
    rules: found.length === 0 ? folder.rules : [...folder.rules, ...found],
    ownRules: own.length === 0 ? folder.ownRules : [...folder.ownRules, ...own],
  };
}

/** What an entry is to the walk: a folder to enter, something to report, or nothing. */
function look(walk: Walk, folder: Folder, entry: FolderEntry): Folder | Discovered | null {
  if (isGitFolderName(entry.name, folder.scope)) return null;
  const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
  const bytes = folder.bytes === '' ? entry.bytes : `${folder.bytes}/${entry.bytes}`;
  const isFolder = !(entry.stats instanceof Error) && entry.stats.isDirectory();
  if (!walk.wanted(path, isFolder) || walk.excluded(path)) return null;
  const scoped = inScope(folder.scope, bytes);
  const tracked = (isFolder ? folder.scope.trackedFolders : folder.scope.trackedFiles).has(scoped);
  const lets = letsOf(folder, { path: bytes, name: entry.bytes, isFolder }, scoped);
  const forced = forcing(walk.forced, path, isFolder);
  const seen = lets === 'all' || forced !== 'no' || (lets === 'trackedOrForced' && tracked);
  if (!seen) return null;
  if (!entry.validName) return { type: 'skipped', path, reason: 'name is not valid UTF-8' };
  if (entry.stats instanceof Error) return { type: 'skipped', path, reason: failureReason(entry.stats) };
  if (!isFolder) return lookAtFile(walk, path, entry.stats);
  return enter(walk, { ...folder, path, bytes, lets }, tracked, forced);
}

function forcing({ matches, leadsTo }: Forced, path: string, isFolder: boolean): Forcing {
  return matches(path) ? 'itself' : isFolder && leadsTo(path) ? 'below' : 'no';
}

/** What the rules let be seen of an entry and, where it is a folder, in it. */
function letsOf(folder: Folder, entry: Entry, scoped: string): Lets {
  const own = ownVerdict(folder.ownRules, entry);
  if (own === true || folder.lets === 'forced') return 'forced';
  if (own === false) return 'all';
  if (folder.lets === 'trackedOrForced') return 'trackedOrForced';
  return isIgnored(folder.rules, { ...entry, path: scoped }) ? 'trackedOrForced' : 'all';
}

function isGitFolderName(name: string, scope: Scope): boolean {
  return name === '.git' || (scope.ignoreCase && name.toLowerCase() === '.git');
}

function ownVerdict(files: readonly IgnoreRules[], entry: Entry): boolean | undefined {
  for (let at = files.length - 1; at >= 0; at--) {
    const rules = files[at];
    const verdict = rules === undefined ? undefined : judge(rules, entry);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function enter(walk: Walk, folder: Folder, tracked: boolean, forced: Forcing): Folder | Discovered {
  if (folder.scope.isRepository && (tracked || forced === 'itself')) return folder;
  const repository = repositoryAt(join(walk.root, folder.path), walk.git);
  if (repository === null) return folder;
  if (folder.scope.isRepository) {
    if (forced === 'below') return { ...folder, lets: 'forced' };
    return { type: 'skipped', path: folder.path, reason: 'a repository of its own' };
  }
  const scope = repositoryScope(repository, walk.git, '', `${folder.bytes}/`);
  return { ...folder, scope, rules: scope.rules };
}

function lookAtFile(walk: Walk, path: string, stats: Stats): Discovered {
  const reason = walk.setAside.get(path) ?? fileReason(walk, path, stats);
  if (reason !== null) return { type: 'skipped', path, reason };
  const { size, mtimeMs, ctimeMs } = stats;
  return { type: 'file', file: { path, size, mtimeMs, ctimeMs, ...languageOf(path) } };
}

function fileReason(walk: Walk, path: string, stats: Stats): string | null {
  if (stats.isSymbolicLink()) return 'symbolic link';
  if (!stats.isFile()) return 'not a regular file';
  const maxBytes = maxBytesOf(path, walk.maxBytes);
  return nameReason(path) ?? (stats.size > maxBytes ? largerThan(maxBytes) : null);
}
