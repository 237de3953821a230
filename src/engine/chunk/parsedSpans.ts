/** Spans of code by its syntax tree, where a syntax error costs what it stands in and nothing else. */
import type { Node } from 'web-tree-sitter';
import { codeSpans } from './code.ts';
import type { Grammar } from './grammars.ts';
import { codeOfLiterate } from './literate.ts';
import type { Pause, SyntaxParser } from './parse.ts';
import type { Lines, Span } from './spans.ts';
import { type Torn, firstTorn } from './torn.ts';
import { firstTornInHaskell } from './tornHaskell.ts';

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
  let text = withoutMarks(grammar.file === 'haskell' ? codeOfLiterate(lines.text) : lines.text);
  const out: Span[] = [];
  const before: Span[] = [];
  let from = 0;
  const allowance = parser.allowance();
  const read = async (visible: readonly string[], mayBeTorn: boolean): Promise<Reading | null> => {
    const tree = await parser.parse(grammar, visible.join('\n'), allowance, pause);
    if (tree === null) return null;
    try {
      const torn = mayBeTorn ? tornIn(tree.rootNode, grammar, { ...lines, text: visible }) : null;
      return { torn, spans: codeSpans(tree.rootNode, { grammar, lines, budget, out }) };
    } finally {
      tree.delete();
    }
  };
  const most = Math.min(MAX_ROUNDS, MAX_PARSED / (1 + text.reduce((sum, line) => sum + line.length, 0)));
  let last: readonly Span[] | null = null;
  for (let round = 0; round <= most; round++) {
    const found = await read(text, round + 1 <= most);
    if (found === null) break;
    last = found.spans;
    if (found.torn === null) break;
    const { span, isContainer } = found.torn;
    if (isContainer) {
      const alone = await read(blanked(text, span.end + 1, text.length - 1), false);
      if (alone === null) break;
      before.push(...clipped(alone.spans, from, span.end));
      from = span.end + 1;
    } else out.push(span);
    text = blanked(text, isContainer ? 0 : span.start, span.end);
  }
  return last === null ? null : [...before, ...clipped(last, from, Infinity)];
}

function tornIn(root: Node, grammar: Grammar, lines: Lines): Torn | null {
  const span = grammar.file === 'haskell' ? firstTornInHaskell(root, grammar, lines) : null;
  return span === null ? firstTorn(root, grammar, lines) : { span, isContainer: false };
}

interface Reading {
  readonly torn: Torn | null;
  readonly spans: readonly Span[];
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

function clipped(spans: readonly Span[], start: number, end: number): Span[] {
  return spans
    .filter((span) => span.end >= start && span.start <= end)
    .map((span) => ({ ...span, start: Math.max(start, span.start), end: Math.min(end, span.end) }));
}
