import type { Node } from 'web-tree-sitter';
import { type Declaration, declarationsIn } from './declarations.ts';
import type { Grammar } from './grammars.ts';
import { type Lines, type Span, declaring, fillGaps, namesOf, tokensIn } from './spans.ts';

/**
 * Spans over all lines of a file: one a declaration, those that exceed the budget opened where they have members.
 * What is still too large is for the caller to split.
 */
export function codeSpans(root: Node, grammar: Grammar, lines: Lines, budget: number): Span[] {
  const top = declarationsIn(root, grammar);
  const context: Context = { grammar, lines, budget };
  const spans = spansOf(top, [], context, 0);
  return fillGaps(spans, 0, lines.text.length - 1, []);
}

interface Context {
  readonly grammar: Grammar;
  readonly lines: Lines;
  readonly budget: number;
}

/** Containers inside containers beyond this are not opened. */
const MAX_DEPTH = 12;

function spansOf(
  declarations: readonly Declaration[],
  trail: readonly string[],
  context: Context,
  depth: number,
): Span[] {
  return declarations.flatMap((declaration) => spansOfOne(declaration, trail, context, depth));
}

function spansOfOne(
  declaration: Declaration,
  outer: readonly string[],
  context: Context,
  depth: number,
): Span[] {
  const { start, end, name, owners, others, node } = declaration;
  const trail = owners.length === 0 ? outer : [...outer, ...owners];
  const alone: Span = { start, end, symbol: name, trail, head: node.startPosition.row };
  const whole = declaring(alone, others);
  const fits = tokensIn(context.lines, start, end) <= context.budget;
  if (!declaration.isContainer || depth >= MAX_DEPTH) return [whole];
  // Where it begins in the row in which another ends, that row is the other's, with all of it that stands there.
  const members = declarationsIn(node, context.grammar, start);
  const first = members[0];
  if (first === undefined) return [whole];
  const inner = name === null ? trail : [...trail, name];
  const inside = spansOf(members, inner, context, depth + 1);
  if (fits) return [holding(whole, inside)];
  const spans = fillGaps(inside, first.start, end, inner);
  if (first.start > start) return [{ ...whole, end: first.start - 1 }, ...spans];
  const [top, ...rest] = spans;
  return top === undefined ? [] : [declaring(top, namesOf(whole)), ...rest];
}

/** What is whole declares its members as well; a group is called by the first of them. */
function holding(whole: Span, inside: readonly Span[]): Span {
  const names = inside.flatMap(namesOf);
  const [symbol = null] = whole.symbol === null ? names : [whole.symbol];
  return declaring({ ...whole, symbol, head: whole.symbol === null ? inside[0]?.head : whole.head }, names);
}
