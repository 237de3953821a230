/**
 * Rules of ignore files, as gitignore(5) defines them. Verified against git itself by property tests.
 */
import { literalPieces, wildcardPieces } from './glob.ts';
import { wildcardTest } from './wildcards.ts';

export interface IgnoreRule {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** A rule without a slash is for names at any depth; the others are for paths relative to the rule file's folder. */
  readonly byName: boolean;
  readonly matches: (bytes: string) => boolean;
}

/** The rules of one file, first to last; the last that matches decides. */
export interface IgnoreRules {
  /** Folder that the rules are relative to, as `a/b/`, relative to where the caller's paths begin; '' for that itself. */
  readonly base: string;
  readonly rules: readonly IgnoreRule[];
}

export interface Entry {
  /** Byte string of the path, `/` between names, none at the end. */
  readonly path: string;
  /** Byte string of the last name. */
  readonly name: string;
  readonly isFolder: boolean;
}

/** True: ignored, false: expressly not ignored, undefined: these rules have no word on it. */
export type Verdict = boolean | undefined;

/** Of a file's byte string. `base` is '' or one that ends in `/`; `ignoreCase` is git's core.ignoreCase. */
export function parseIgnoreRules(bytes: string, base: string, ignoreCase: boolean): IgnoreRules {
  const rules: IgnoreRule[] = [];
  for (const line of bytes.replace(/^\xef\xbb\xbf/, '').split('\n')) {
    if (line.startsWith('#')) continue;
    const pattern = trimTrailingSpaces(withoutEnd(line));
    if (pattern === '') continue;
    const rule = parseRule(pattern, ignoreCase);
    if (rule !== null) rules.push(rule);
  }
  return { base, rules };
}

/** A line is over at a NUL, as strings of git's language are. */
function withoutEnd(line: string): string {
  const end = line.indexOf('\0');
  if (end !== -1) return line.slice(0, end);
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Spaces at the end do not count unless the first of them is escaped. */
function trimTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  if (end === line.length) return line;
  let backslashes = 0;
  while (backslashes < end && line[end - 1 - backslashes] === '\\') backslashes++;
  return line.slice(0, backslashes % 2 === 1 ? end + 1 : end);
}

function parseRule(line: string, ignoreCase: boolean): IgnoreRule | null {
  const negated = line.startsWith('!');
  let pattern = negated ? line.slice(1) : line;
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  if (pattern === '') return null;
  const byName = !pattern.includes('/');
  const anchored = pattern.startsWith('/') ? pattern.slice(1) : pattern;
  const matches = compile(anchored, byName, ignoreCase);
  return matches === null ? null : { negated, foldersOnly, byName, matches };
}

function compile(pattern: string, byName: boolean, ignoreCase: boolean): IgnoreRule['matches'] | null {
  const literalLength = pattern.search(/[*?[\\]/);
  if (!ignoreCase && literalLength === -1) return (bytes) => bytes === pattern;
  if (!ignoreCase && byName && /^\*[^*?[\\]+$/.test(pattern)) {
    const suffix = pattern.slice(1);
    return (bytes) => bytes.endsWith(suffix);
  }
  // git compares the part before the first wildcard by itself, so that `**` after it counts as the beginning.
  const literal = literalLength === -1 ? pattern : pattern.slice(0, literalLength);
  const wildcards = literalLength === -1 ? '' : pattern.slice(literalLength);
  const pieces = wildcardPieces(wildcards, !byName);
  return pieces === null ? null : wildcardTest([...literalPieces(literal), ...pieces], { ignoreCase });
}

/** What one file's rules say about an entry below their base. */
export function judge(rules: IgnoreRules, entry: Entry): Verdict {
  const relative = entry.path.slice(rules.base.length);
  for (let at = rules.rules.length - 1; at >= 0; at--) {
    const rule = rules.rules[at];
    if (rule === undefined || (rule.foldersOnly && !entry.isFolder)) continue;
    if (rule.matches(rule.byName ? entry.name : relative)) return !rule.negated;
  }
  return undefined;
}

/**
 * Whether rule files, from the weakest to the strongest, leave an entry out. Holds only for entries whose folders are
 * not themselves left out: git never looks inside those.
 */
export function isIgnored(files: readonly IgnoreRules[], entry: Entry): boolean {
  for (let at = files.length - 1; at >= 0; at--) {
    const rules = files[at];
    const verdict = rules === undefined ? undefined : judge(rules, entry);
    if (verdict !== undefined) return verdict;
  }
  return false;
}
