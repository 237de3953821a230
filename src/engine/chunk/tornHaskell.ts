/**
 * Finds what a syntax error has torn in Haskell, where no bracket but the left margin ends a declaration: from an error on
 * the parser may make nothing of any line below. Rows are lines from 0.
 */
import type { Node } from 'web-tree-sitter';
import { COMMENT, leadOf } from './blocks.ts';
import type { Grammar } from './grammars.ts';
import type { Lines, Span } from './spans.ts';

/** The first declaration at the left margin that the parser made nothing of, or that took the next; null where there is none. */
export function firstTornInHaskell(root: Node, grammar: Grammar, lines: Lines): Span | null {
  if (!root.hasError) return null;
  const row = firstBroken(root, grammar, lines);
  if (row === null) return null;
  let head = row;
  while (head > 0 && !isAtMargin(lines, head)) head--;
  const name = nameAt(lines, head);
  if (name === null) return null;
  let top = head;
  for (let above = head; above >= 0 && (!isAtMargin(lines, above) || begins(lines, above, name)); above--) {
    if (begins(lines, above, name)) top = above;
  }
  const end = nextAtMargin(lines, { head, name, until: lines.text.length });
  // The comments above the next are the next one's.
  return {
    start: leadOf(lines, top, -1),
    end: (end < lines.text.length ? leadOf(lines, end, head) : end) - 1,
    symbol: name,
    trail: [],
  };
}

/** What may stand beside declarations. */
const BESIDE = /comment|haddock|pragma|cpp|splice|^(?:header|fixity|default_types|type_role|imports|import)$/;

function firstBroken(parent: Node, grammar: Grammar, lines: Lines): number | null {
  for (const node of parent.namedChildren) {
    if (node === null) continue;
    const row = node.startPosition.row;
    if (node.type === 'declarations') {
      const inside = node.hasError ? firstBroken(node, grammar, lines) : null;
      if (inside !== null) return inside;
      continue;
    }
    const isKnown =
      grammar.leaves.has(node.type) ||
      grammar.containers.has(node.type) ||
      grammar.wrappers.has(node.type) ||
      BESIDE.test(node.type);
    if (!isKnown) return row;
    const until = node.endPosition.row;
    if (node.hasError && nextAtMargin(lines, { head: row, name: nameAt(lines, row), until }) < until)
      return row;
  }
  return null;
}

interface Below {
  readonly head: number;
  readonly name: string | null;
  readonly until: number;
}

/** Row of what begins at the left margin below and is no further equation of the name; where nothing does, `until`. */
function nextAtMargin(lines: Lines, { head, name, until }: Below): number {
  let row = head + 1;
  while (row < until && !(isAtMargin(lines, row) && !begins(lines, row, name))) row++;
  return row;
}

function isAtMargin(lines: Lines, row: number): boolean {
  const line = lines.text[row] ?? '';
  return /^[\p{L}_(]/u.test(line) && !COMMENT.test(line);
}

function begins(lines: Lines, row: number, name: string | null): boolean {
  return name !== null && nameAt(lines, row) === name;
}

const TYPE = /^(?:data|newtype|type)\s+(?:family\s+|instance\s+)?(?<name>\p{Lu}[\p{L}\p{N}_']*)/u;
const FUNCTION =
  /^(?!(?:module|import|where|class|instance|data|newtype|type|infix[lr]?|deriving|default|foreign|pattern)\b)(?<name>[\p{Ll}_][\p{L}\p{N}_']*)/u;

/** Null for instances and classes as well: their members are told by the rules of all languages. */
function nameAt(lines: Lines, row: number): string | null {
  const line = lines.text[row] ?? '';
  return (TYPE.exec(line) ?? FUNCTION.exec(line))?.groups?.['name'] ?? null;
}
