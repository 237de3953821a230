/** Names that a file passes on from elsewhere. By the look of its lines: no tree is needed, and errors in it do no harm. */

/** A kind of statement that passes names on. */
interface Statement {
  /** From the beginning of a line to where the names begin. */
  readonly opening: RegExp;
  /** Finds comments and, as its group `end`, what ends the names; told what opened them. */
  readonly closing: (opening: string) => RegExp;
  /** One of the names: of its groups the last that took part. */
  readonly name: RegExp;
}

/** From its beginning: else what is no name would be tried again from each of its characters on. */
const NAME = String.raw`(?<![\p{L}\p{N}_$])([\p{L}_$][\p{L}\p{N}_$]*)(?![\p{L}\p{N}_$])`;
const PLAIN = new RegExp(NAME, 'gu');
/** `Name` and `name as Name`, not `name::` of a path. */
const RENAMED = new RegExp(String.raw`${NAME}(?:\s+as\s+${NAME})?(?!\s*::)`, 'gu');

/** One that does not end takes all that follows: to look for the end of each would take the square of the text. */
const COMMENT = String.raw`\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|#[^\n]*`;
const COMMENTS = new RegExp(COMMENT, 'gu');

function until(end: string): RegExp {
  return new RegExp(`${COMMENT}|(?<end>${end})`, 'gu');
}

const BRACE = until(String.raw`\}`);
const PARENTHESIS = until(String.raw`\)`);
const BRACKET = until(String.raw`\]`);
const FROM = until('from');
const LINE_END = until(String.raw`\n`);
const SEMICOLON = until(';');

const ECMASCRIPT: readonly Statement[] = [
  { opening: /^export\s+(?:type\s+)?\{/gmu, closing: () => BRACE, name: RENAMED },
  { opening: /^export\s+\*\s+as\s/gmu, closing: () => FROM, name: PLAIN },
];

const STATEMENTS: Readonly<Record<string, readonly Statement[]>> = {
  typescript: ECMASCRIPT,
  typescriptreact: ECMASCRIPT,
  javascript: ECMASCRIPT,
  javascriptreact: ECMASCRIPT,
  rust: [{ opening: /^[ \t]*pub(?:\([^)\n]*\))?[ \t]+use\s/gmu, closing: () => SEMICOLON, name: RENAMED }],
  python: [
    {
      opening: /^__all__[ \t]*(?::[^=\n]*)?\+?=[ \t]*[[(]/gmu,
      closing: (opening) => (opening.endsWith('(') ? PARENTHESIS : BRACKET),
      name: new RegExp(String.raw`(["'])${NAME}\1`, 'gu'),
    },
    {
      // A name that is said twice is meant for others.
      opening: /^[ \t]*(?:from[ \t]+\S+[ \t]+)?import[ \t]*(?:\(|\b)/gmu,
      closing: (opening) => (opening.endsWith('(') ? PARENTHESIS : LINE_END),
      name: new RegExp(String.raw`(?<![\p{L}\p{N}_.])${NAME}[ \t]+as[ \t]+\1(?![\p{L}\p{N}_])`, 'gu'),
    },
  ],
  dart: [{ opening: /^export\s+['"][^'"\n]*['"]\s+show\s/gmu, closing: () => SEMICOLON, name: PLAIN }],
  cpp: [
    {
      opening: /^[ \t]*using[ \t]+(?=[\w:]*::\w+[ \t]*;)/gmu,
      closing: () => SEMICOLON,
      name: RENAMED,
    },
  ],
  ruby: [{ opening: /^[ \t]*autoload[ \t(]+:/gmu, closing: () => LINE_END, name: /^(\w+)/gu }],
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
    const end = endOf(text, start, closing(match[0]));
    if (end === null) return;
    next.lastIndex = end;
    for (const each of withoutComments(text.slice(start, end)).matchAll(name)) {
      const called = each.findLast(Boolean) ?? '';
      if (!NOT_NAMES.has(called)) yield { name: called, offset: start + each.index };
    }
  }
}

/** Where the names end that begin at `start`: what a comment says ends nothing. Null where they do not. */
function endOf(text: string, start: number, closing: RegExp): number | null {
  closing.lastIndex = start;
  for (let match = closing.exec(text); match !== null; match = closing.exec(text)) {
    if (match.groups?.['end'] !== undefined) return match.index;
  }
  return null;
}

/** With as many characters. */
function withoutComments(text: string): string {
  return text.replace(COMMENTS, (comment) => comment.replace(/[^\n]/gu, ' '));
}
