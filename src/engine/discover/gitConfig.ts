/** The few settings of git that decide which files it lists, read from its configuration files (git-config(1)). */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** Where git looks outside a repository. Absolute paths, null where the machine has none. */
export interface GitHome {
  readonly home: string | null;
  /** $XDG_CONFIG_HOME; null: `~/.config`. */
  readonly configHome?: string | null;
  /** Default `/etc/gitconfig`. */
  readonly systemConfig?: string | null;
}

export interface GitConfig {
  readonly excludesFile: string | null;
  readonly ignoreCase: boolean;
  readonly worktreeConfig: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
}

/** Included files may include others; git stops at this depth too. */
const MAX_INCLUDE_DEPTH = 10;

export function configFolder(git: GitHome): string | null {
  return git.configHome ?? (git.home === null ? null : join(git.home, '.config'));
}

/** The settings in force, `repositoryFiles` being the repository's own files, weakest first. */
export function readGitConfig(git: GitHome, repositoryFiles: readonly string[]): GitConfig {
  const settings = new Map<string, string>();
  const folder = configFolder(git);
  const files = [
    git.systemConfig === undefined ? '/etc/gitconfig' : git.systemConfig,
    folder === null ? null : join(folder, 'git', 'config'),
    git.home === null ? null : join(git.home, '.gitconfig'),
    ...repositoryFiles,
  ];
  for (const file of files) if (file !== null) readInto(settings, file, git.home, 0);
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

function readInto(settings: Map<string, string>, file: string, home: string | null, depth: number): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  for (const { key, value } of parseConfig(text)) {
    if (key !== 'include.path') {
      settings.set(key, value);
      continue;
    }
    const included = expandHome(value, home);
    if (included === null || depth >= MAX_INCLUDE_DEPTH) continue;
    const path = isAbsolute(included) ? included : join(dirname(file), included);
    readInto(settings, path, home, depth + 1);
  }
}

/** Keys are `section.name` in lower case; sections with a subsection are left out, for none of ours has one. */
function parseConfig(text: string): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = [];
  let section = '';
  for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]"\s]+)\s*("(?:[^"\\]|\\.)*")?\s*\]\s*(.*)$/.exec(line);
    if (header !== null) section = header[2] === undefined ? (header[1] ?? '').toLowerCase() : '';
    const setting = /^\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/.exec(header === null ? line : (header[3] ?? ''));
    if (setting === null || section === '') continue;
    const key = `${section}.${(setting[1] ?? '').toLowerCase()}`;
    found.push({ key, value: setting[2] === undefined ? 'true' : parseValue(setting[2]) });
  }
  return found;
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
