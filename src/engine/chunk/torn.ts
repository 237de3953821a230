/**
 * Finds what a syntax error has torn. A parser that misses a bracket takes what follows for the inside of a declaration, or
 * for nothing at all; how far lines are indented tells where it should have ended. Rows are lines from 0.
 */
import type { Node } from 'web-tree-sitter';
import { type Declaration, declarationIn, declarationsIn } from './declarations.ts';
import type { Grammar } from './grammars.ts';
import { type Lines, type Span, isBlank } from './spans.ts';
import { indentation } from './split.ts';

export interface Torn {
  /** From the comments above it to the row before the next declaration. */
  readonly span: Span;
  /** What it holds is sound but for its end: it is parsed without what follows it. */
  readonly isContainer: boolean;
}

/** The first torn declaration; null where errors have cost nothing that can be told. */
export function firstTorn(root: Node, grammar: Grammar, lines: Lines): Torn | null {
  if (!root.hasError) return null;
  const all = allDeclarations(root, grammar, 0);
  const found = [swallowing(all, grammar, lines), closedEarly(all, lines), lost(all, lines, root)];
  return found.reduce(
    (first, each) => (each !== null && (first === null || each.span.start < first.span.start) ? each : first),
    null,
  );
}

interface Placed extends Declaration {
  readonly depth: number;
  /** Row of its own beginning, below the comments. */
  readonly head: number;
}

/** Declarations with their members, in order. */
function allDeclarations(parent: Node, grammar: Grammar, depth: number): Placed[] {
  return declarationsIn(parent, grammar).flatMap((each) => {
    const placed = { ...each, depth, head: each.node.startPosition.row };
    return each.isContainer ? [placed, ...allDeclarations(each.node, grammar, depth + 1)] : [placed];
  });
}

/** One that goes on over the beginning of another; of nested ones, the innermost that comes first. */
function swallowing(all: readonly Placed[], grammar: Grammar, lines: Lines): Torn | null {
  let container: Torn | null = null;
  for (const each of all) {
    const next = nextBlock(lines, each.head);
    if (next === null || next.head > each.end) continue;
    // The bracket that it lacks may have been taken from what encloses it: then the error is there.
    if (!each.hasError && !holdsDeclaration(each.node, next.head, grammar, lines)) continue;
    if (!each.isContainer) return torn(each, next.start);
    if (each.depth === 0 && container === null) container = { ...torn(each, next.start), isContainer: true };
  }
  return container;
}

/** Whether a declaration inside of the node begins at the row. */
function holdsDeclaration(node: Node, row: number, grammar: Grammar, lines: Lines): boolean {
  const column = /\S/.exec(lines.text[row] ?? '')?.index ?? 0;
  // From above: to ask a node for its parent is to look for the node from the top of the tree.
  let inner = childAt(node, row, column);
  for (; inner !== null; inner = childAt(inner, row, column)) {
    if (inner.startPosition.row === row && declarationIn(inner, grammar) !== null) return true;
  }
  return false;
}

function childAt(node: Node, row: number, column: number): Node | null {
  const isAfter = (place: Node['startPosition']): boolean =>
    place.row > row || (place.row === row && place.column > column);
  return (
    node.children.find(
      (child) => child !== null && isAfter(child.endPosition) && !isAfter(child.startPosition),
    ) ?? null
  );
}

/** One with lines behind it that are indented as its inside is. */
function closedEarly(all: readonly Placed[], lines: Lines): Torn | null {
  for (const each of all) {
    let after = each.end + 1;
    while (after < lines.text.length && isBlank(lines, after)) after++;
    const line = lines.text[after] ?? '';
    if (each.isContainer || after >= lines.text.length || CLOSER.test(line)) continue;
    const isInside = indentation(line) > indentation(lines.text[each.head] ?? '');
    if (isInside && all.every(({ start, head }) => after < start || after > head)) {
      return torn(each, nextBlock(lines, each.head)?.start ?? lines.text.length);
    }
  }
  return null;
}

/** What stands after a declaration, looks like another, and is none to the parser because of an error. */
function lost(all: readonly Placed[], lines: Lines, root: Node): Torn | null {
  const errors = erring(root);
  for (const [at, each] of all.entries()) {
    const block = nextBlock(lines, each.head);
    // Behind one of a single line stand statements as often as declarations.
    if (each.isContainer || each.end === each.head || block === null || block.head <= each.end) continue;
    const { start, head } = block;
    const column = indentation(lines.text[head] ?? '');
    if (column !== indentation(lines.text[each.head] ?? '') || !hasInside(lines, head)) continue;
    const after = nextBlock(lines, head)?.start ?? lines.text.length;
    const isBroken = errors.some((node) => node.startPosition.row < after && node.endPosition.row >= head);
    if (isBroken && after <= (all[at + 1]?.start ?? Infinity)) {
      const span: Span = { start, end: after - 1, symbol: nameIn(lines.text[head] ?? ''), trail: [] };
      return { span, isContainer: false };
    }
  }
  return null;
}

/** Whether what begins at the row has lines of its own below. */
function hasInside(lines: Lines, head: number): boolean {
  let row = head + 1;
  while (row < lines.text.length && isBlank(lines, row)) row++;
  const line = lines.text[row] ?? '';
  return /^\s*\{/.test(line) || indentation(line) > indentation(lines.text[head] ?? '');
}

/** `int area(…) {`, `def area(…)`: what stands in front of the first bracket, where that is no word of the language. */
function nameIn(line: string): string | null {
  const name = /([\p{L}_$][\p{L}\p{N}_$]*)\s*[(<]/u.exec(line)?.[1] ?? null;
  return name === null || KEYWORDS.has(name) ? null : name;
}

const KEYWORDS = new Set(
  'if for while switch catch match when unless until return with function fn def new'.split(' '),
);

/** Nodes of errors, and those that lack something. */
function erring(root: Node): Node[] {
  const found: Node[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.isError) found.push(node);
    for (const child of node.children) {
      if (child?.isMissing === true) found.push(node);
      else if (child?.hasError === true) pending.push(child);
    }
  }
  return found;
}

function torn({ start, name }: Declaration, next: number): Torn {
  return { span: { start, end: next - 1, symbol: name, trail: [] }, isContainer: false };
}

/** Ends of blocks, and what goes on with them. */
const CLOSER =
  /^\s*(?:[)}\]>;,{]|<\/|(?:end|fi|done|esac|else|elif|elsif|elseif|except|catch|finally|rescue|ensure|then|where|while|do)\b|\w+:\s*$|#\s*(?:if|ifdef|ifndef|else|elif|endif)\b)/;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|#|--|@|\[<?\w|"""|''')/;

interface Block {
  readonly head: number;
  /** With the comments above it. */
  readonly start: number;
}

/** Of one column: from heads of these rows on the next block is the same. */
interface Known {
  readonly from: number;
  readonly until: number;
  /** Null where there is none. */
  readonly row: number | null;
}

/** By the column of the head. Thousands of declarations of one line each would look for the same block to the end. */
const knownBlocks = new WeakMap<Lines, Map<number, Known>>();

/** What begins after the inside of what begins at `head`, no further to the right; null where nothing does. */
function nextBlock(lines: Lines, head: number): Block | null {
  const column = indentation(lines.text[head] ?? '');
  const columns = knownBlocks.get(lines) ?? new Map<number, Known>();
  knownBlocks.set(lines, columns);
  let known = columns.get(column);
  if (known === undefined || head < known.from || head >= known.until) {
    known = lookForBlock(lines, head, column);
    columns.set(column, known);
  }
  return known.row === null ? null : { head: known.row, start: leadOf(lines, known.row, head) };
}

function lookForBlock(lines: Lines, head: number, column: number): Known {
  /** The first row of the inside. */
  let until: number | null = null;
  for (let row = head + 1; row < lines.text.length; row++) {
    if (isBlank(lines, row)) continue;
    const line = lines.text[row] ?? '';
    if (indentation(line) > column) until ??= row;
    else if (until !== null && !CLOSER.test(line) && !COMMENT.test(line)) return { from: head, until, row };
  }
  return { from: head, until: until ?? lines.text.length, row: null };
}

function leadOf(lines: Lines, row: number, head: number): number {
  let start = row;
  while (start - 1 > head && COMMENT.test(lines.text[start - 1] ?? '')) start--;
  return start;
}
