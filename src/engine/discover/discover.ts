import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import type { Skipped, SourceFile } from '../types.ts';
import type { EntryStats, FolderAhead } from './ahead.ts';
import { failureReason, largerThan } from './failures.ts';
import { type Entry, type IgnoreRules, isIgnored, judge } from './ignore.ts';
import { languageOf } from './languages.ts';
import { type ListedEntry, listFolder, statsOf } from './listFolder.ts';
import { maxBytesOf } from './readSource.ts';
import { inScope } from './scope.ts';
import { nameReason, placeReason } from './skipReasons.ts';

import {
  type DiscoverOptions,
  type Folder,
  type Forcing,
  type Lets,
  type NameVerdict,
  type Walk,
  enter,
  isGitName,
  placeOf,
  rootError,
  rootFolder,
  startWalk,
} from './walk.ts';

/** A file as it was found; its folder is named once for all that are in it. */
export interface FoundFile extends Omit<SourceFile, 'path'> {
  readonly name: string;
}

/** What was found in one folder, by name. */
export interface FoundFolder {
  /** Relative to the root; '' is the root. */
  readonly folder: string;
  readonly files: readonly FoundFile[];
  readonly skipped: readonly Skipped[];
}

export type Discovered =
  | { readonly type: 'file'; readonly file: SourceFile }
  | { readonly type: 'skipped'; readonly path: string; readonly reason: string };

/** Milliseconds of work between two rests. */
const SLICE_MS = 10;

/** Entries between two looks at the clock: a fifth of a millisecond. */
const ENTRIES_PER_LOOK = 32;

/** What `discoverFolders` finds, file by file. */
export async function* discover(
  root: string,
  options: DiscoverOptions,
  signal?: AbortSignal,
): AsyncGenerator<Discovered, void> {
  for await (const { folder, files, skipped } of discoverFolders(root, options, signal)) {
    for (const file of files) {
      throwIfAborted(signal);
      yield { type: 'file', file: sourceFile(folder, file) };
    }
    for (const each of skipped) {
      throwIfAborted(signal);
      yield { type: 'skipped', ...each };
    }
  }
}

export function sourceFile(folder: string, file: FoundFile): SourceFile {
  const { name, size, mtimeMs, ctimeMs, language, kind } = file;
  return { path: pathIn(folder, name), size, mtimeMs, ctimeMs, language, kind };
}

/**
 * The files below `root` that git would list as tracked or as untracked and not ignored
 * (`git ls-files -co --exclude-standard`), whether git is there or not, with `.homingignore` on top; in order of
 * folders, files first. What git would list but is not worth indexing comes as skipped, with the reason; what is
 * ignored does not come. Links are never followed. A repository inside a repository (a submodule among others) is not
 * entered, as git has it, unless `include` names it; repositories inside a plain folder are, each with its own rules.
 * Throws EngineError `folderMissing`, `notAFolder`, `folderUnreadable` for the root itself, `aborted`.
 */
export async function* discoverFolders(
  root: string,
  options: DiscoverOptions,
  signal?: AbortSignal,
): AsyncGenerator<FoundFolder, void> {
  const walk = startWalk(root, options);
  const pending = [rootFolder(walk)];
  const rest = options.rest ?? setImmediate;
  let sliceStart = performance.now();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const ahead = options.ahead?.of(next.path) ?? null;
    const found: Findings = { folder: next.path, files: [], skipped: [], below: [], ahead };
    const opened = open(walk, next, root, ahead);
    if (typeof opened === 'string') found.skipped.push({ path: next.path, reason: opened });
    const { folder, entries } = typeof opened === 'string' ? { folder: next, entries: [] } : opened;
    for (let from = 0; from < entries.length; from += ENTRIES_PER_LOOK) {
      throwIfAborted(signal);
      for (const entry of entries.slice(from, from + ENTRIES_PER_LOOK)) look(walk, folder, entry, found);
      if (performance.now() - sliceStart <= SLICE_MS) continue;
      await rest();
      sliceStart = performance.now();
    }
    if (found.files.length + found.skipped.length > 0) yield found;
    for (const below of found.below.reverse()) pending.push(below);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new EngineError('aborted', 'The search for files was stopped.');
}

interface Findings {
  readonly folder: string;
  readonly files: FoundFile[];
  readonly skipped: Skipped[];
  /** Folders to enter. */
  readonly below: Folder[];
  readonly ahead: FolderAhead | null;
}

interface Opened {
  readonly folder: Folder;
  readonly entries: readonly ListedEntry[];
}

/** A reason where it can not be entered, or is not to be. */
function open(walk: Walk, folder: Folder, root: string, ahead: FolderAhead | null): Opened | string {
  try {
    const { entries, dotted } = listFolder(placeOf(walk, folder), ahead?.listing() ?? null);
    const entered = enter(walk, folder, dotted);
    return typeof entered === 'string' ? entered : { folder: entered, entries };
  } catch (error) {
    if (folder.path === '') throw rootError(root, error);
    return failureReason(error);
  }
}

/** Adds what an entry is to the walk: a folder to enter, something to report, or nothing. */
function look(walk: Walk, folder: Folder, entry: ListedEntry, found: Findings): void {
  const { name, isFolder } = entry;
  const isDotted = name.startsWith('.');
  if (isDotted && isGitName(name, folder.scope.ignoreCase)) return;
  const path = pathIn(folder.path, name);
  if (!walk.wanted(path, isFolder) || walk.excluded(path)) return;
  const bytes = pathIn(folder.bytes, entry.bytes);
  const lets = letsOf(folder, { path: bytes, name: entry.bytes, isFolder });
  const forced = forcing(walk, path, isFolder);
  if (
    lets !== 'all' &&
    forced === 'no' &&
    !(lets === 'trackedOrForced' && isTracked(folder, bytes, isFolder))
  )
    return;
  const stats = isFolder ? null : statsIn(walk, folder, entry, found.ahead);
  if (stats === null && !isFolder) return;
  const isHidden = isDotted || folder.isHidden;
  if (entry.raw !== null) found.skipped.push({ path, reason: 'name is not valid UTF-8' });
  else if (stats === null) found.below.push({ ...folder, path, bytes, isHidden, lets, forced });
  else if (stats instanceof Error) found.skipped.push({ path, reason: failureReason(stats) });
  else lookAtFile(walk, { path, name, isHidden, stats }, found);
}

function statsIn(
  walk: Walk,
  folder: Folder,
  { name, raw }: ListedEntry,
  ahead: FolderAhead | null,
): EntryStats | Error | null {
  if (raw !== null) return statsOf(raw);
  return ahead?.stats(name) ?? statsOf(`${placeOf(walk, folder)}/${name}`);
}

function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function forcing({ forced: { matches, leadsTo } }: Walk, path: string, isFolder: boolean): Forcing {
  return matches(path) ? 'itself' : isFolder && leadsTo(path) ? 'below' : 'no';
}

function isTracked({ scope }: Folder, bytes: string, isFolder: boolean): boolean {
  const path = inScope(scope, bytes);
  return isFolder ? scope.tracked.hasFolder(path) : scope.tracked.hasFile(path);
}

/** What the rules let be seen of an entry and, where it is a folder, in it. `entry.path`: relative to the root. */
function letsOf(folder: Folder, entry: Entry): Lets {
  const { rules, ownRules, scope } = folder;
  if (rules.length + ownRules.length === 0) return folder.lets;
  const own = ownVerdict(ownRules, { ...entry, path: folder.ownAbove + entry.path });
  if (own === true || folder.lets === 'forced') return 'forced';
  if (own === false) return 'all';
  if (folder.lets === 'trackedOrForced') return 'trackedOrForced';
  return isIgnored(rules, { ...entry, path: inScope(scope, entry.path) }) ? 'trackedOrForced' : 'all';
}

function ownVerdict(files: readonly IgnoreRules[], entry: Entry): boolean | undefined {
  for (let at = files.length - 1; at >= 0; at--) {
    const rules = files[at];
    const verdict = rules === undefined ? undefined : judge(rules, entry);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

interface FileEntry {
  readonly path: string;
  readonly name: string;
  readonly isHidden: boolean;
  readonly stats: EntryStats;
}

function lookAtFile(walk: Walk, file: FileEntry, found: Findings): void {
  const { path, name, stats } = file;
  const verdict = walk.names.get(name) ?? verdictOf(name, walk.maxBytes);
  walk.names.set(name, verdict);
  const setAside = walk.setAside.size === 0 ? undefined : walk.setAside.get(path);
  const reason = setAside ?? fileReason(file, verdict);
  if (reason !== null) {
    found.skipped.push({ path, reason });
    return;
  }
  const { size, mtimeMs, ctimeMs } = stats;
  const { language, kind } = verdict;
  found.files.push({ name, size, mtimeMs, ctimeMs, language, kind });
}

function verdictOf(name: string, maxBytes: number): NameVerdict {
  return { ...languageOf(name), reason: nameReason(name), maxBytes: maxBytesOf(name, maxBytes) };
}

function fileReason({ path, isHidden, stats }: FileEntry, { reason, maxBytes }: NameVerdict): string | null {
  if (stats.isSymbolicLink()) return 'symbolic link';
  if (!stats.isFile()) return 'not a regular file';
  return (
    (isHidden ? placeReason(path) : null) ?? reason ?? (stats.size > maxBytes ? largerThan(maxBytes) : null)
  );
}
