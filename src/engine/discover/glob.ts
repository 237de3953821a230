/**
 * The wildcards of ignore files and of path filters, compiled to regular expressions. Names are matched as the bytes
 * of their UTF-8 (each byte one character), because git's `?` and `[…]` match bytes.
 */

import { ANYTHING, byteSource, FOLDERS, STAR, wildcardTest } from './wildcards.ts';

/** Every character of the result is one byte of the UTF-8 form; plain ASCII comes back as it is. */
export function toByteString(text: string): string {
  // eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Pieces of a wildcard pattern for `wildcardTest`, or null for a pattern that can match nothing. */
export function wildcardPieces(pattern: string, slashIsSpecial: boolean): string[] | null {
  const any = slashIsSpecial ? '[^/]' : '[^]';
  const pieces: string[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (character === '*') {
      const stars = starsSource(pattern, at, slashIsSpecial);
      pieces.push(stars.source);
      at = stars.next;
    } else if (character === '?') {
      pieces.push(any);
      at++;
    } else if (character === '[') {
      const bracket = bracketSource(pattern, at, slashIsSpecial);
      if (bracket === null) return null;
      pieces.push(bracket.source);
      at = bracket.next;
    } else if (character === '\\') {
      if (at + 1 === pattern.length) return null;
      pieces.push(byteSource(pattern.charCodeAt(at + 1)));
      at += 2;
    } else {
      pieces.push(literalSource(character));
      at++;
    }
  }
  return pieces;
}

/** Pieces of what is meant as it stands. */
export function literalPieces(text: string): string[] {
  return Array.from(text, literalSource);
}

function literalSource(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

interface Piece {
  readonly source: string;
  readonly next: number;
}

/** `*` stays within a name; `**` crosses folders where it stands alone between slashes, and is `*` anywhere else. */
function starsSource(pattern: string, at: number, slashIsSpecial: boolean): Piece {
  let next = at;
  while (pattern[next] === '*') next++;
  if (!slashIsSpecial) return { source: ANYTHING, next };
  const opens = at === 0 || pattern[at - 1] === '/';
  const escapedSlash = pattern.startsWith('\\/', next);
  const closes = next === pattern.length || pattern[next] === '/' || escapedSlash;
  if (next - at < 2 || !opens || !closes) return { source: STAR, next };
  if (pattern[next] === '/') return { source: FOLDERS, next: next + 1 };
  return { source: ANYTHING, next };
}

/** Members of `[:name:]` in ASCII. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  space: ' \\t\\n\\v\\f\\r',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

/** A bracket expression that starts at `at`; null where it is malformed, which lets the whole pattern match nothing. */
function bracketSource(pattern: string, at: number, slashIsSpecial: boolean): Piece | null {
  let next = at + 1;
  const negated = pattern[next] === '!' || pattern[next] === '^';
  if (negated) next++;
  let members = '';
  for (let first = true; first || pattern[next] !== ']'; first = false) {
    const member = bracketMember(pattern, next);
    if (member === null) return null;
    members += member.source;
    next = member.next;
  }
  const set = `[${negated ? '^' : ''}${members}]`;
  return { source: slashIsSpecial ? `(?!/)${set}` : set, next: next + 1 };
}

function bracketMember(pattern: string, at: number): Piece | null {
  if (at >= pattern.length) return null;
  if (pattern.startsWith('[:', at)) {
    const end = pattern.indexOf(']', at + 2);
    if (end === -1) return null;
    if (pattern[end - 1] === ':' && end - 1 >= at + 2) {
      const members = CLASSES[pattern.slice(at + 2, end - 1)];
      return members === undefined ? null : { source: members, next: end + 1 };
    }
  }
  const from = bracketCharacter(pattern, at);
  if (from === null) return null;
  const isRange =
    pattern[from.next] === '-' && from.next + 1 < pattern.length && pattern[from.next + 1] !== ']';
  if (!isRange) return { source: byteSource(from.code), next: from.next };
  const to = bracketCharacter(pattern, from.next + 1);
  if (to === null) return null;
  // Of a range that runs backwards git knows its beginning.
  const end = to.code < from.code ? '' : `-${byteSource(to.code)}`;
  return { source: byteSource(from.code) + end, next: to.next };
}

function bracketCharacter(pattern: string, at: number): { code: number; next: number } | null {
  const start = pattern[at] === '\\' ? at + 1 : at;
  return start < pattern.length ? { code: pattern.charCodeAt(start), next: start + 1 } : null;
}

/**
 * Filter for paths relative to a root: `*`, `?`, `[…]`, `**` and `{a,b}`. A glob without `/` applies to names at any
 * depth; one that names a folder takes in all below it. No globs: nothing matches.
 */
export function pathFilter(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return matchesNothing;
  const tests = globs.flatMap(expandBraces).map(compilePathGlob);
  return (path) => {
    const bytes = toByteString(path);
    return tests.some((test) => test(bytes));
  };
}

/** Matches no text. */
export type NameTest = (bytes: string) => boolean;

const matchesNothing = (): boolean => false;

function compilePathGlob(glob: string): NameTest {
  const pattern = trimmedGlob(glob);
  if (pattern === '') return () => true;
  const pieces = wildcardPieces(pattern, true);
  if (pieces === null) return matchesNothing;
  return wildcardTest(pattern.includes('/') ? pieces : [FOLDERS, ...pieces], { takesBelow: true });
}

/** At most this many globs come from the braces of one; what is beyond is taken literally. */
const MAX_EXPANDED = 256;

/**
 * Tests of the byte strings of names, one a segment of a path filter's glob; null for one that every name passes, and
 * in front of a glob that holds at any depth.
 */
export function segmentTests(glob: string): (NameTest | null)[] {
  const segments = trimmedGlob(glob).split('/');
  const tests = segments.map((segment) => {
    if (/^[*?]+$/.test(segment)) return null;
    const pieces = wildcardPieces(segment, true);
    return pieces === null ? matchesNothing : wildcardTest(pieces);
  });
  return segments.length === 1 ? [null, ...tests] : tests;
}

function trimmedGlob(glob: string): string {
  return toByteString(glob)
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
}

export function expandBraces(glob: string): string[] {
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap(expandFirstBrace);
    if (next.length === globs.length || next.length > MAX_EXPANDED) return globs;
    globs = next;
  }
}

function expandFirstBrace(glob: string): string[] {
  const innermost = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (innermost === null) return [glob];
  const before = glob.slice(0, innermost.index);
  const after = glob.slice(innermost.index + innermost[0].length);
  return (innermost[1] ?? '').split(',').map((choice) => before + choice + after);
}
