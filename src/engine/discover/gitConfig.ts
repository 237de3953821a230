/** The few settings of git that decide which files it lists, read from its configuration files (git-config(1)). */
import { dirname, isAbsolute, join } from 'node:path';
import { toByteString, wildcardPieces } from './glob.ts';
import { readPlainFile } from './plainFile.ts';
import { realPathOf } from './realPath.ts';
import { wildcardTest } from './wildcards.ts';

/** Where git looks outside a repository. Absolute paths, null where the machine has none. */
export interface GitHome {
  readonly home: string | null;
  /** $XDG_CONFIG_HOME; null: `~/.config`. */
  readonly configHome?: string | null;
  /** Default `/etc/gitconfig`. */
  readonly systemConfig?: string | null;
  /** In place of the user's own files; absent: these. */
  readonly globalConfig?: string;
}

/** Where git looks that is started with these variables of its environment. `home` is absolute. */
export function gitHomeOf(environment: Readonly<Record<string, string | undefined>>, home: string): GitHome {
  const named = (name: string): string | null =>
    environment[name] === '' ? null : (environment[name] ?? null);
  const isWithoutSystem = isTrue(environment['GIT_CONFIG_NOSYSTEM']);
  const systemConfig = isWithoutSystem ? null : named('GIT_CONFIG_SYSTEM');
  const globalConfig = environment['GIT_CONFIG_GLOBAL'];
  return {
    home,
    configHome: named('XDG_CONFIG_HOME'),
    ...(isWithoutSystem || systemConfig !== null ? { systemConfig } : {}),
    ...(globalConfig === undefined ? {} : { globalConfig }),
  };
}

export interface GitConfig {
  readonly excludesFile: string | null;
  readonly ignoreCase: boolean;
  readonly worktreeConfig: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
}

/** Included files may include others; git stops at this depth too. */
const MAX_INCLUDE_DEPTH = 10;
/** Files in all: one that includes itself twice would be read a thousand times within that depth. */
const MAX_INCLUDED = 200;
/** A larger one is taken for damage. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;

export function configFolder(git: GitHome): string | null {
  return git.configHome ?? (git.home === null ? null : join(git.home, '.config'));
}

interface RepositoryFiles {
  /** Absolute, of the repository or the working tree. */
  readonly gitFolder: string;
  /** The repository's own configuration, weakest first. */
  readonly files: readonly string[];
}

/** The settings in force in a repository; null: outside of any. */
export function readGitConfig(git: GitHome, repository: RepositoryFiles | null): GitConfig {
  const folder = configFolder(git);
  const users = [
    folder === null ? null : join(folder, 'git', 'config'),
    git.home === null ? null : join(git.home, '.gitconfig'),
  ];
  const files = [
    git.systemConfig === undefined ? '/etc/gitconfig' : git.systemConfig,
    ...(git.globalConfig === undefined ? users : [git.globalConfig]),
    ...(repository?.files ?? []),
  ];
  const read = (remotes: readonly string[]): Reading => {
    const common = { home: git.home, gitFolder: repository?.gitFolder ?? null, remotes };
    const reading = { ...common, included: 0, settings: new Map(), found: [], asksForRemotes: false };
    for (const file of files) if (file !== null) readInto(reading, file, 0);
    return reading;
  };
  // Which files a remote's address includes shows when all the others have been read.
  const first = read([]);
  const { settings } = first.asksForRemotes ? read(first.found) : first;
  const excludesFile = settings.get('core.excludesfile');
  return {
    excludesFile:
      excludesFile === undefined
        ? folder === null
          ? null
          : join(folder, 'git', 'ignore')
        : expandHome(excludesFile, git.home),
    ignoreCase: isTrue(settings.get('core.ignorecase')),
    worktreeConfig: isTrue(settings.get('extensions.worktreeconfig')),
    objectFormat: settings.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1',
  };
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(?:true|yes|on|[1-9]\d*)$/i.test(value);
}

function expandHome(path: string, home: string | null): string | null {
  if (path === '') return null;
  if (path !== '~' && !path.startsWith('~/')) return path;
  return home === null ? null : join(home, path.slice(1));
}

interface Reading {
  /** Files that others have included so far. */
  included: number;
  readonly settings: Map<string, string>;
  readonly home: string | null;
  readonly gitFolder: string | null;
  /** Addresses of remotes that conditions are held against, and those that were found. */
  readonly remotes: readonly string[];
  readonly found: string[];
  asksForRemotes: boolean;
}

function readInto(reading: Reading, file: string, depth: number): void {
  const { settings, home } = reading;
  let text: string;
  try {
    text = readPlainFile(file, MAX_CONFIG_BYTES).toString();
  } catch {
    return;
  }
  for (const { key, value } of parseConfig(text)) {
    const condition = /^includeif\.(.*)\.path$/s.exec(key)?.[1];
    if (key !== 'include.path' && condition === undefined) {
      settings.set(key, value);
      if (/^remote\..*\.url$/s.test(key)) reading.found.push(value);
      continue;
    }
    if (condition !== undefined && !holds(condition, file, reading)) continue;
    const included = expandHome(value, home);
    if (included === null || depth >= MAX_INCLUDE_DEPTH || reading.included >= MAX_INCLUDED) continue;
    reading.included++;
    const path = isAbsolute(included) ? included : join(dirname(file), included);
    readInto(reading, path, depth + 1);
  }
}

/** Where the repository lies (`gitdir:~/work/`), what it has checked out (`onbranch:`), where it comes from (`hasconfig:`). */
function holds(condition: string, file: string, reading: Reading): boolean {
  const [, asked = '', written = ''] =
    /^(gitdir|gitdir\/i|onbranch|hasconfig:remote\.\*\.url):(.+)$/s.exec(condition) ?? [];
  switch (asked) {
    case 'gitdir':
    case 'gitdir/i':
      return liesIn(written, asked === 'gitdir/i', file, reading);
    case 'onbranch': {
      const branch = reading.gitFolder === null ? null : branchOf(reading.gitFolder);
      return branch !== null && isLike(written + (written.endsWith('/') ? '**' : ''), false, [branch]);
    }
    case 'hasconfig:remote.*.url':
      reading.asksForRemotes = true;
      return isLike(written, false, reading.remotes);
    default:
      return false;
  }
}

function liesIn(written: string, ignoreCase: boolean, file: string, { home, gitFolder }: Reading): boolean {
  if (gitFolder === null) return false;
  // As it is written otherwise: git takes no `..` out.
  const placed = written.replace(/^~(?=\/)/, home ?? '~').replace(/^\.(?=\/)/, dirname(file));
  const pattern = (isAbsolute(placed) ? placed : `**/${placed}`) + (placed.endsWith('/') ? '**' : '');
  return isLike(pattern, ignoreCase, [gitFolder, realPathOf(gitFolder)]);
}

function isLike(pattern: string, ignoreCase: boolean, texts: readonly string[]): boolean {
  const pieces = wildcardPieces(toByteString(pattern), true);
  if (pieces === null) return false;
  const test = wildcardTest(pieces, { ignoreCase });
  return texts.some((text) => test(toByteString(text)));
}

/** What is checked out, as `main` or `feature/new`; null where that is no branch. */
function branchOf(gitFolder: string): string | null {
  try {
    const head = readPlainFile(join(gitFolder, 'HEAD'), MAX_HEAD_BYTES).toString();
    return /^ref:\s*refs\/heads\/(.+?)\s*$/.exec(head)?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * Keys are `section.name` in lower case. Sections with a subsection are left out, for none of ours has one, but conditions
 * for including others (`includeif.condition.path`) and remotes (`remote.origin.url`).
 */
function parseConfig(text: string): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = [];
  let section = '';
  const lines = text.split(/\r?\n/).values();
  for (const line of lines) {
    const header = /^\s*\[\s*([^\]"\s]+)(?:\s*("(?:[^"\\]|\\.)*"))?\s*\]\s*(.*)$/.exec(line);
    if (header !== null) section = sectionOf(header[1] ?? '', header[2]);
    const setting = /^\s*([A-Za-z][\w-]*)\s*(?:=\s*([^]*))?$/.exec(
      header === null ? line : (header[3] ?? ''),
    );
    if (setting === null) continue;
    const value = setting[2] === undefined ? 'true' : parseValue(setting[2], lines);
    if (section !== '') found.push({ key: `${section}.${(setting[1] ?? '').toLowerCase()}`, value });
  }
  return found;
}

function sectionOf(name: string, quoted: string | undefined): string {
  const section = name.toLowerCase();
  if (quoted === undefined) return section;
  const isKept = section === 'includeif' || section === 'remote';
  return isKept ? `${section}.${quoted.slice(1, -1).replace(/\\(.)/g, '$1')}` : '';
}

/** Quotes keep spaces and comment signs; a backslash escapes, the end of a line too, and then the value goes on in the next one. */
function parseValue(line: string, following: Iterator<string>): string {
  let raw = line;
  let value = '';
  let quoted = false;
  let kept = 0;
  for (let at = 0; at < raw.length; at++) {
    const character = raw.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '#' || character === ';')) break;
    else if (character === '\\') {
      const escaped = raw.charAt(++at);
      if (escaped === '') {
        raw = String(following.next().value ?? '');
        at = -1;
        continue;
      }
      value += { n: '\n', t: '\t', b: '\b' }[escaped] ?? escaped;
    } else value += character;
    if (quoted || !/\s/.test(character)) kept = value.length;
  }
  return value.slice(0, kept);
}
