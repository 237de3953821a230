/** Names that a file passes on from elsewhere. By the look of its lines: no tree is needed, and errors in it do no harm. */

/** A kind of statement that passes names on. */
interface Statement {
  /** From the beginning of a line to where the names begin. */
  readonly opening: RegExp;
  /** What ends the names, told what opened them. */
  readonly closing: (opening: string) => string;
  /** One of the names: of its groups the last that took part. */
  readonly name: RegExp;
}

const NAME = String.raw`([\p{L}_$][\p{L}\p{N}_$]*)(?![\p{L}\p{N}_$])`;
const PLAIN = new RegExp(NAME, 'gu');
/** `Name` and `name as Name`, not `name::` of a path. */
const RENAMED = new RegExp(String.raw`${NAME}(?:\s+as\s+${NAME})?(?!\s*::)`, 'gu');

const lineEnd = (): string => '\n';
const semicolon = (): string => ';';

const ECMASCRIPT: readonly Statement[] = [
  { opening: /^export\s+(?:type\s+)?\{/gmu, closing: () => '}', name: RENAMED },
  { opening: /^export\s+\*\s+as\s/gmu, closing: () => 'from', name: PLAIN },
];

const STATEMENTS: Readonly<Record<string, readonly Statement[]>> = {
  typescript: ECMASCRIPT,
  typescriptreact: ECMASCRIPT,
  javascript: ECMASCRIPT,
  javascriptreact: ECMASCRIPT,
  rust: [{ opening: /^[ \t]*pub(?:\([^)\n]*\))?[ \t]+use\s/gmu, closing: semicolon, name: RENAMED }],
  python: [
    {
      opening: /^__all__[ \t]*(?::[^=\n]*)?\+?=[ \t]*[[(]/gmu,
      closing: (opening) => (opening.endsWith('(') ? ')' : ']'),
      name: new RegExp(String.raw`(["'])${NAME}\1`, 'gu'),
    },
    {
      // A name that is said twice is meant for others.
      opening: /^[ \t]*(?:from[ \t]+\S+[ \t]+)?import[ \t]*(?:\(|\b)/gmu,
      closing: (opening) => (opening.endsWith('(') ? ')' : '\n'),
      name: new RegExp(String.raw`(?<![\p{L}\p{N}_.])${NAME}[ \t]+as[ \t]+\1(?![\p{L}\p{N}_])`, 'gu'),
    },
  ],
  dart: [{ opening: /^export\s+['"][^'"\n]*['"]\s+show\s/gmu, closing: semicolon, name: PLAIN }],
  cpp: [
    {
      opening: /^[ \t]*using[ \t]+(?=[\w:]*::\w+[ \t]*;)/gmu,
      closing: semicolon,
      name: RENAMED,
    },
  ],
  ruby: [{ opening: /^[ \t]*autoload[ \t(]+:/gmu, closing: lineEnd, name: /^(\w+)/gu }],
};

/** Words of the languages themselves. */
const NOT_NAMES = new Set(['self', 'super', 'crate', 'default', 'type', '_']);

/** The names by the row, from 0, in which they stand. */
export function reexportsOf(
  language: string | null,
  lines: readonly string[],
): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  const statements = STATEMENTS[language ?? ''];
  if (statements === undefined) return found;
  const text = `${lines.join('\n')}\n`;
  for (const statement of statements) {
    const at = { row: 0, offset: 0 };
    for (const { name, offset } of namesIn(statement, text)) {
      for (; ; at.row++) {
        const next = text.indexOf('\n', at.offset) + 1;
        if (next > offset) break;
        at.offset = next;
      }
      const before = found.get(at.row);
      if (before === undefined) found.set(at.row, [name]);
      else before.push(name);
    }
  }
  return found;
}

/** In order; goes over the text once, whatever stands there. */
function* namesIn(
  { opening, closing, name }: Statement,
  text: string,
): Generator<{ readonly name: string; readonly offset: number }> {
  const next = new RegExp(opening);
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const start = next.lastIndex;
    const end = text.indexOf(closing(match[0]), start);
    if (end === -1) return;
    next.lastIndex = end;
    for (const each of withoutComments(text.slice(start, end)).matchAll(name)) {
      const called = each.findLast(Boolean) ?? '';
      if (!NOT_NAMES.has(called)) yield { name: called, offset: start + each.index };
    }
  }
}

/** With as many characters. */
function withoutComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[^]*?\*\/|#[^\n]*/gu, (comment) => comment.replace(/[^\n]/gu, ' '));
}
