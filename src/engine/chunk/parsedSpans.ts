/** Spans of code by its syntax tree, where a syntax error costs what it stands in and nothing else. */
import type { Node } from 'web-tree-sitter';
import { codeSpans } from './code.ts';
import { withoutGaps, withoutMistakes } from './gaps.ts';
import type { Grammar } from './grammars.ts';
import { codeOfLiterate } from './literate.ts';
import type { Pause, SyntaxParser } from './parse.ts';
import type { Lines, Span } from './spans.ts';
import { type Torn, erring, firstTorn } from './torn.ts';
import { firstTornInHaskell } from './tornHaskell.ts';
import { unfinishedRows } from './unfinished.ts';

interface Parts {
  readonly parser: SyntaxParser;
  /** Tokens. */
  readonly budget: number;
}

/** Torn declarations that are taken out of a file, one a parse of the whole. */
const MAX_ROUNDS = 4;
/** Characters of all parses of a torn file: a large one is parsed again once or twice. */
const MAX_PARSED = 500_000;

/** Over all lines. Null where the file cannot be parsed. */
export async function parsedSpans(
  { parser, budget }: Parts,
  grammar: Grammar,
  lines: Lines,
  pause: Pause,
): Promise<Span[] | null> {
  const code = grammar.file === 'haskell' ? codeOfLiterate(lines.text) : lines.text;
  const text = withoutMistakes(grammar.file, withoutMarks(code));
  const allowance = parser.allowance();
  const most = Math.min(MAX_ROUNDS, MAX_PARSED / (1 + text.reduce((sum, line) => sum + line.length, 0)));
  const read: Read = async (visible, mayBeTorn, out) => {
    // Some grammars take a last line without its end for an error.
    const tree = await parser.parse(grammar, `${visible.join('\n')}\n`, allowance, pause);
    if (tree === null) return null;
    try {
      const { rootNode: root } = tree;
      const errors = root.hasError ? erring(root) : [];
      const torn =
        mayBeTorn && errors.length > 0 ? tornIn(root, errors, grammar, { ...lines, text: visible }) : null;
      return { torn, errors: errors.length, spans: codeSpans(root, { grammar, lines, budget, out }) };
    } finally {
      tree.delete();
    }
  };
  const cut = await cutAsTold(read, text, most, (whole) => withoutGaps(grammar.file, whole));
  // In Haskell what stands at the left margin tells more than brackets.
  if (cut?.isBroken !== true || most < 1 || grammar.file === 'haskell') return cut?.spans ?? null;
  // A half-typed call may cost all that stands around it. Without its line a declaration that is only begun loses its name.
  const finished = withoutRows(cut.text, unfinishedRows(text));
  const again = finished === cut.text ? null : await cutAsTold(read, finished, most);
  return again !== null && told(again.spans) > told(cut.spans) ? again.spans : cut.spans;
}

interface Reading {
  readonly torn: Torn | null;
  readonly errors: number;
  readonly spans: readonly Span[];
}

/** `out`: what was taken out of the text before. Null where it cannot be parsed. */
type Read = (visible: readonly string[], mayBeTorn: boolean, out: readonly Span[]) => Promise<Reading | null>;

interface Cut {
  /** As it came, or mended. */
  readonly text: readonly string[];
  /** Whether it had an error. */
  readonly isBroken: boolean;
  readonly spans: Span[];
}

type Mend = (text: readonly string[]) => readonly string[];

const unmended: Mend = (text) => text;

/** Of a text with errors, or of what it is when mended, where that has fewer. */
async function firstReading(
  read: Read,
  written: readonly string[],
  most: number,
  mend: Mend,
): Promise<{ readonly text: readonly string[]; readonly reading: Reading } | null> {
  const reading = await read(written, most >= 1, []);
  if (reading === null) return null;
  const text = reading.errors === 0 ? written : mend(written);
  const again = text === written ? null : await read(text, most >= 1, []);
  return again !== null && again.errors < reading.errors
    ? { text, reading: again }
    : { text: written, reading };
}

/** What is torn is taken out, and the rest read again, at most so often. Null where it cannot be read at all. */
async function cutAsTold(
  read: Read,
  written: readonly string[],
  most: number,
  mend: Mend = unmended,
): Promise<Cut | null> {
  const first = await firstReading(read, written, most, mend);
  if (first === null) return null;
  const { text: whole } = first;
  let text = whole;
  const out: Span[] = [];
  const before: Span[] = [];
  let from = 0;
  const isBroken = first.reading.errors > 0;
  let last: readonly Span[] | null = null;
  for (let round = 0; round <= most; round++) {
    const found = round === 0 ? first.reading : await read(text, round + 1 <= most, out);
    if (found === null) break;
    last = found.spans;
    if (found.torn === null) break;
    const { span, isContainer } = found.torn;
    if (isContainer) {
      const alone = await read(blanked(text, span.end + 1, text.length - 1), false, out);
      if (alone === null) break;
      before.push(...clipped(alone.spans, from, span.end));
      from = span.end + 1;
    } else out.push(span);
    text = blanked(text, isContainer ? 0 : span.start, span.end);
  }
  return last === null
    ? null
    : { text: whole, isBroken, spans: [...before, ...clipped(last, from, Infinity)] };
}

/** How many different names the spans of a file have, or those that they stand in. */
function told(spans: readonly Span[]): number {
  return new Set(spans.flatMap(({ symbol, trail }) => (symbol === null ? trail : [symbol, ...trail]))).size;
}

function tornIn(root: Node, errors: readonly Node[], grammar: Grammar, lines: Lines): Torn | null {
  const span = grammar.file === 'haskell' ? firstTornInHaskell(root, grammar, lines) : null;
  return span === null ? firstTorn(root, errors, grammar, lines) : { span, isContainer: false };
}

/** What a merge has put between the lines is no code, and both sides of a conflict are. */
function withoutMarks(text: readonly string[]): readonly string[] {
  const isMark = /^(?:<{7}|\|{7}|>{7}) |^={7}$/;
  return text.some((line) => line.startsWith('<<<<<<< '))
    ? text.map((line) => (isMark.test(line) ? '' : line))
    : text;
}

function blanked(text: readonly string[], start: number, end: number): readonly string[] {
  return text.map((line, row) => (row >= start && row <= end ? '' : line));
}

/** The same where there are none. */
function withoutRows(text: readonly string[], rows: readonly number[]): readonly string[] {
  return rows.length === 0 ? text : text.map((line, row) => (rows.includes(row) ? '' : line));
}

function clipped(spans: readonly Span[], start: number, end: number): Span[] {
  return spans
    .filter((span) => span.end >= start && span.start <= end)
    .map((span) => ({ ...span, start: Math.max(start, span.start), end: Math.min(end, span.end) }));
}
