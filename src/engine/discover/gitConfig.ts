/** The few settings of git that decide which files it lists, read from its configuration files (git-config(1)). */
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { toByteString, wildcardPieces } from './glob.ts';
import { readPlainFile } from './plainFile.ts';
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
  const settings = new Map<string, string>();
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
  const reading: Reading = {
    included: 0,
    settings,
    home: git.home,
    gitFolder: repository?.gitFolder ?? null,
  };
  for (const file of files) if (file !== null) readInto(reading, file, 0);
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

/** Of git's conditions those that ask where the repository lies: `gitdir:~/work/`. */
function holds(condition: string, file: string, { home, gitFolder }: Reading): boolean {
  const [, ignoreCase, written = ''] = /^gitdir(\/i)?:(.+)$/s.exec(condition) ?? [];
  if (gitFolder === null || written === '') return false;
  // As it is written otherwise: git takes no `..` out.
  const placed = written.replace(/^~(?=\/)/, home ?? '~').replace(/^\.(?=\/)/, dirname(file));
  const pattern = (isAbsolute(placed) ? placed : `**/${placed}`) + (placed.endsWith('/') ? '**' : '');
  const pieces = wildcardPieces(toByteString(pattern), true);
  if (pieces === null) return false;
  const test = wildcardTest(pieces, { ignoreCase: ignoreCase !== undefined });
  return [gitFolder, realPathOf(gitFolder)].some((folder) => test(toByteString(folder)));
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/**
 * Keys are `section.name` in lower case. Sections with a subsection are left out, for none of ours has one, but conditions
 * for including others: `includeif.condition.path`.
 */
function parseConfig(text: string): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = [];
  let section = '';
  for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]"\s]+)\s*("(?:[^"\\]|\\.)*")?\s*\]\s*(.*)$/.exec(line);
    if (header !== null) section = sectionOf(header[1] ?? '', header[2]);
    const setting = /^\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/.exec(header === null ? line : (header[3] ?? ''));
    if (setting === null || section === '') continue;
    const key = `${section}.${(setting[1] ?? '').toLowerCase()}`;
    found.push({ key, value: setting[2] === undefined ? 'true' : parseValue(setting[2]) });
  }
  return found;
}

function sectionOf(name: string, quoted: string | undefined): string {
  const section = name.toLowerCase();
  if (quoted === undefined) return section;
  return section === 'includeif' ? `includeif.${quoted.slice(1, -1).replace(/\\(.)/g, '$1')}` : '';
}

/** Quotes keep spaces and comment signs; a backslash escapes. */
function parseValue(raw: string): string {
  let value = '';
  let quoted = false;
  let kept = 0;
  for (let at = 0; at < raw.length; at++) {
    const character = raw.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '#' || character === ';')) break;
    else if (character === '\\') {
      const escaped = raw.charAt(++at);
      value += { n: '\n', t: '\t', b: '\b' }[escaped] ?? escaped;
    } else value += character;
    if (quoted || !/\s/.test(character)) kept = value.length;
  }
  return value.slice(0, kept);
}
