/**
 * Finds what a syntax error has torn. A parser that misses a bracket takes what follows for the inside of a declaration, or
 * for nothing at all; how far lines are indented tells where it should have ended. Rows are lines from 0.
 */
import type { Node } from 'web-tree-sitter';
import {
  type Block,
  CLOSER,
  COMMENT,
  besideUnfinished,
  firstRow,
  hasInside,
  leadOf,
  nameIn,
  nextBlock,
} from './blocks.ts';
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

/** The first torn declaration; null where errors have cost nothing that can be told. `errors`: what `erring` finds. */
export function firstTorn(root: Node, errors: readonly Node[], grammar: Grammar, lines: Lines): Torn | null {
  const all = allDeclarations(root, grammar, 0);
  const broken = brokenRows(errors, lines.text.length);
  const declared = rowsOf(all, lines);
  const found = [
    swallowing(all, grammar, lines, broken),
    closedEarly(all, lines, declared),
    lost(all, lines, broken),
    lostMember(lines, { declared, broken }),
  ];
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
    return each.isContainer ? [placed, ...allDeclarations(each.inside, grammar, depth + 1)] : [placed];
  });
}

/** One that goes on over the beginning of another; of nested ones, the innermost that comes first. */
function swallowing(
  all: readonly Placed[],
  grammar: Grammar,
  lines: Lines,
  broken: Uint32Array,
): Torn | null {
  let container: Torn | null = null;
  for (const each of all) {
    const next = blockAfter(each, lines);
    if (next === null || next.head > each.end) continue;
    const nodes = each.body === null ? [each.node] : [each.node, each.body];
    // The bracket that it lacks may have been taken from what encloses it: then the error is there.
    const isInError = each.hasError || isBroken(broken, each.head, each.head);
    if (!isInError && !nodes.some((node) => holdsDeclaration(node, next.head, grammar, lines))) continue;
    if (!each.isContainer) return torn(each, next.start, lines);
    if (each.depth === 0 && container === null)
      container = { ...torn(each, next.start, lines), isContainer: true };
  }
  return container;
}

/** Of what is sound a bracket may stay open at the end of a line. */
function blockAfter({ head, hasError, isContainer }: Placed, lines: Lines): Block | null {
  return (hasError && !isContainer ? besideUnfinished(lines, head) : null) ?? nextBlock(lines, head);
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

/** One with lines behind it that are indented as its inside is; of a container, the member whose end was taken for its own. */
function closedEarly(all: readonly Placed[], lines: Lines, declared: Rows): Torn | null {
  for (const each of all) {
    const after = firstRow(lines, each.end + 1);
    const line = lines.text[after] ?? '';
    if (after >= lines.text.length || CLOSER.test(line)) continue;
    const column = indentation(lines.text[each.head] ?? '');
    if (indentation(line) <= column) continue;
    if (each.isContainer) {
      const member =
        indentation(lines.text[each.end] ?? '') > column ? lastMember(each, after, declared, lines) : null;
      if (member !== null) return member;
      continue;
    }
    const isCut = CLOSER.test(lines.text[each.end] ?? '') && indentation(lines.text[each.end] ?? '') > column;
    if (isCut || all.every(({ start, head }) => after < start || after > head)) {
      return torn(each, nextBlock(lines, each.head)?.start ?? lines.text.length, lines);
    }
  }
  return null;
}

/** What begins last in the column in which a container ends or goes on after its end, whichever is further out. */
function lastMember({ head, end }: Placed, after: number, declared: Rows, lines: Lines): Torn | null {
  const column = Math.min(indentation(lines.text[end] ?? ''), indentation(lines.text[after] ?? ''));
  for (let row = end; row > head; row--) {
    const line = lines.text[row] ?? '';
    if (isBlank(lines, row) || CLOSER.test(line) || COMMENT.test(line) || indentation(line) > column)
      continue;
    const known = declared.get(row);
    const member =
      known?.isContainer === false && known.head === row
        ? torn(known, nextBlock(lines, row)?.start ?? lines.text.length, lines)
        : lookedLike(lines, row, head);
    // A container inside of the other has the same end, and is looked at by itself.
    return looksLikeContainer(lines, row) || holdsContainer(member.span, declared) ? null : member;
  }
  return null;
}

function holdsContainer({ start, end }: Span, declared: Rows): boolean {
  for (let row = start; row <= end; row++) {
    const known = declared.get(row);
    if (known?.isContainer === true && known.head === row && known.end > row) return true;
  }
  return false;
}

/** What stands after a declaration, looks like another, and is none to the parser because of an error. */
function lost(all: readonly Placed[], lines: Lines, broken: Uint32Array): Torn | null {
  for (const [at, each] of all.entries()) {
    const block = nextBlock(lines, each.head);
    // Behind one of a single line stand statements as often as declarations.
    if (each.isContainer || each.end === each.head || block === null || block.head <= each.end) continue;
    const { head } = block;
    const column = indentation(lines.text[head] ?? '');
    if (column !== indentation(lines.text[each.head] ?? '') || !hasInside(lines, head)) continue;
    const after = nextBlock(lines, head)?.start ?? lines.text.length;
    if (isBroken(broken, head, after - 1) && after <= (all[at + 1]?.start ?? Infinity))
      return lookedLike(lines, head, each.head);
  }
  return null;
}

/**
 * The first member of a container that looks like a declaration and is none to the parser because of an error. Often the
 * container is none then either: from its first bracket on the parser has made nothing of it.
 */
function lostMember(lines: Lines, known: Known): Torn | null {
  for (let row = 0; row < lines.text.length; row++) {
    const declared = known.declared.get(row);
    if (declared?.isContainer === false) row = Math.max(row, declared.end);
    else if (declared !== undefined || looksLikeContainer(lines, row)) {
      const member = firstBroken(lines, row, known);
      if (member !== null) return lookedLike(lines, member, row);
    }
  }
  return null;
}

type Rows = ReadonlyMap<number, Placed>;

/** Declarations by their rows; containers by those of their head, annotations included. */
function rowsOf(all: readonly Placed[], lines: Lines): Rows {
  const declared = new Map<number, Placed>();
  for (const each of all) {
    let end = each.head;
    if (!each.isContainer) end = each.end;
    else while (end < each.end && COMMENT.test(lines.text[end] ?? '')) end++;
    for (let row = each.head; row <= end; row++) declared.set(row, each);
  }
  return declared;
}

interface Known {
  readonly declared: Rows;
  /** How many rows above each are in an error. */
  readonly broken: Uint32Array;
}

/** Row of the first member, of those of containers that are lost with it the innermost. */
function firstBroken(lines: Lines, head: number, { declared, broken }: Known): number | null {
  const outside = indentation(lines.text[head] ?? '');
  let column = 0;
  for (let row = firstRow(lines, head + 1); row < lines.text.length; row++) {
    const line = lines.text[row] ?? '';
    if (isBlank(lines, row) || CLOSER.test(line) || COMMENT.test(line)) continue;
    const at = indentation(line);
    if (at <= outside) return null;
    if (column === 0) column = at;
    if (at !== column || !(hasInside(lines, row) || besideUnfinished(lines, row) !== null)) continue;
    const known = declared.get(row);
    // What is declared is looked at by itself.
    if (known !== undefined) row = Math.max(row, known.isContainer ? row : known.end);
    else if (looksLikeContainer(lines, row)) return null;
    else {
      const next = (besideUnfinished(lines, row) ?? nextBlock(lines, row))?.start ?? lines.text.length;
      if (isBroken(broken, row, next - 1)) return row;
    }
  }
  return null;
}

const CONTAINER =
  /^\s*(?:[\w@]+(?:\([^()]*\))?\s+)*?(?:class|interface|struct|enum|union|record|object|trait|impl|mod|module|namespace|contract|library|protocol|extension|mixin)\b(?!\s*[=:.,;)])/;

function looksLikeContainer(lines: Lines, row: number): boolean {
  return CONTAINER.test(lines.text[row] ?? '') && hasInside(lines, row);
}

/** Prefix sums: of each row, how many above it are in an error. */
function brokenRows(errors: readonly Node[], rows: number): Uint32Array {
  const changes = new Int32Array(rows + 2);
  for (const { startPosition, endPosition } of errors) {
    changes[startPosition.row] = (changes[startPosition.row] ?? 0) + 1;
    changes[endPosition.row + 1] = (changes[endPosition.row + 1] ?? 0) - 1;
  }
  const sums = new Uint32Array(rows + 1);
  for (let row = 0, open = 0; row < rows; row++) {
    open += changes[row] ?? 0;
    sums[row + 1] = (sums[row] ?? 0) + (open > 0 ? 1 : 0);
  }
  return sums;
}

function isBroken(broken: Uint32Array, start: number, end: number): boolean {
  return (broken[end + 1] ?? 0) > (broken[start] ?? 0);
}

/** Nodes of errors, and those that lack something. */
export function erring(root: Node): Node[] {
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

function torn({ start, head, name }: Placed, next: number, lines: Lines): Torn {
  const line = lines.text[head] ?? '';
  const symbol = name === null || isCalled(line, name) ? name : (nameIn(line) ?? name);
  return { span: { start, end: next - 1, symbol, trail: [] }, isContainer: false };
}

/** Not of what stands in its brackets: without its body `int area(int a)` may be taken for the type of the statement below. */
function isCalled(line: string, name: string): boolean {
  const bracket = line.indexOf('(');
  if (bracket === -1) return true;
  const found = [...line.matchAll(/([\p{L}_$][\p{L}\p{N}_$]*)(\s*[(<])?/gu)].filter(
    (word) => word[1] === name,
  );
  return found.some((word) => word.index < bracket || word[2] !== undefined);
}

/** What no tree tells of: from the comments above the row to the next that looks like a declaration. */
function lookedLike(lines: Lines, row: number, above: number): Torn {
  const next = (besideUnfinished(lines, row) ?? nextBlock(lines, row))?.start ?? lines.text.length;
  const start = leadOf(lines, row, above);
  return {
    span: { start, end: next - 1, symbol: nameIn(lines.text[row] ?? ''), trail: [] },
    isContainer: false,
  };
}
