import type { Node } from 'web-tree-sitter';
import { type Declaration, declarationsIn } from './declarations.ts';
import type { Grammar } from './grammars.ts';
import { type Lines, type Span, declaring, fillGaps, namesOf, tokensIn } from './spans.ts';

export interface Context {
  readonly grammar: Grammar;
  readonly lines: Lines;
  /** Tokens. */
  readonly budget: number;
  /** Declarations that were taken out of the text before it was parsed: members of what stands around them. */
  readonly out: readonly Span[];
}

/**
 * Spans over all lines of a file: one a declaration, those that exceed the budget opened where they have members.
 * What is still too large is for the caller to split.
 */
export function codeSpans(root: Node, context: Context): Span[] {
  const last = context.lines.text.length - 1;
  const spans = spansOf(declarationsIn(root, context.grammar), [], context, 0);
  return fillGaps(withOut(spans, [], context, { start: 0, end: last }), 0, last, []);
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
  const { start, end, name, owners, others, node, inside: body } = declaration;
  const trail = owners.length === 0 ? outer : [...outer, ...owners];
  const alone: Span = { start, end, symbol: name, trail, head: node.startPosition.row };
  const whole = declaring(alone, others);
  const fits = tokensIn(context.lines, start, end) <= context.budget;
  if (!declaration.isContainer || depth >= MAX_DEPTH) return [whole];
  // Where it begins in the row in which another ends, that row is the other's, with all of it that stands there.
  const members = declarationsIn(body, context.grammar, start);
  const inner = name === null ? trail : [...trail, name];
  const inside = withOut(spansOf(members, inner, context, depth + 1), inner, context, { start, end });
  const first = inside[0];
  if (first === undefined) return [whole];
  if (fits) return [holding(whole, inside)];
  const spans = fillGaps(inside, first.start, end, inner);
  if (first.start > start) return [{ ...whole, end: first.start - 1 }, ...spans];
  const [top, ...rest] = spans;
  return top === undefined ? [] : [declaring(top, namesOf(whole)), ...rest];
}

/** In order, with what was taken out of these rows where none of the spans is. */
function withOut(
  spans: readonly Span[],
  trail: readonly string[],
  { out }: Context,
  { start, end }: Pick<Span, 'start' | 'end'>,
): readonly Span[] {
  const all = [...spans];
  for (const each of out) {
    const isAside = all.every((span) => each.end < span.start || each.start > span.end);
    if (isAside && each.start >= start && each.end <= end) all.push({ ...each, trail });
  }
  return all.length === spans.length ? spans : all.sort((a, b) => a.start - b.start);
}

/** What is whole declares its members as well; a group is called by the first of them. */
function holding(whole: Span, inside: readonly Span[]): Span {
  const names = inside.flatMap(namesOf);
  const [symbol = null] = whole.symbol === null ? names : [whole.symbol];
  return declaring({ ...whole, symbol, head: whole.symbol === null ? inside[0]?.head : whole.head }, names);
}
