/** Finds declarations in a syntax tree and what they are called. */
import type { Node } from 'web-tree-sitter';
import { declaredNames, presentChildren, typeAlone } from './declaredNames.ts';
import type { Grammar } from './grammars.ts';
import { belongsAbove, isFieldInHaskell, isRecord, isSameInHaskell } from './haskell.ts';
import { assignedValues, assignmentIn, isFunction, objectWithFunctions } from './objects.ts';
import { endingInScala, instanceInScala } from './scala.ts';
import { classAssigned, isLookedThrough, methodIn, typeReturned } from './wrapped.ts';

export interface Declaration {
  /** First row, with the comments, decorators and attributes that stand directly above. */
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly name: string | null;
  /** Names that the declaration itself puts in front of its own, as `Shape` in `Shape::area`. */
  readonly owners: readonly string[];
  /** What else it declares: `b` in `let a, b`. */
  readonly others: string[];
  readonly node: Node;
  /** Among whose children its members are. */
  readonly inside: Node;
  /** Where the grammar puts it beside the node. */
  readonly body: Node | null;
  readonly isContainer: boolean;
  /** There is a syntax error in it. */
  readonly hasError: boolean;
}

/** What may stand directly above a declaration and belong to it. */
const LEADING =
  /comment|decorator|annotation(?!_type)|attribute|^(?:unary_operator|haddock|pragma)$|^template_parameter/;

/** Bodies that a grammar puts beside their signature. */
const CONTINUATIONS = new Set(['function_body']);

/** Declarations among the children of a node, in order, their rows disjoint. Those above `floor` are another's. */
export function declarationsIn(parent: Node, grammar: Grammar, floor = 0): Declaration[] {
  const found: Declaration[] = [];
  collect(parent, { grammar, found, floor, nesting: 0 }, nothingAbove);
  return found;
}

/** Names of declarations that end in one row: a file may be one line. */
const MAX_OTHERS = 100;

/** Deeper nesting of transparent nodes than people write. */
const MAX_NESTING = 40;

interface Collecting {
  readonly grammar: Grammar;
  readonly found: Declaration[];
  readonly floor: number;
  readonly nesting: number;
}

/** Rows of the comments and the like that stand above; −1 where there are none. */
interface Lead {
  readonly start: number;
  readonly end: number;
}

const nothingAbove: Lead = { start: -1, end: -1 };

/** What of comments is left at the end, where nothing follows them. */
function collect(parent: Node, collecting: Collecting, above: Lead): Lead {
  const { grammar, found, floor, nesting } = collecting;
  let leadStart = above.start;
  let leadEnd = above.end;
  let lead: Node | null = null;
  // Handed down: to ask a node for its parent is to look for the node from the top of the tree.
  const outside = parent.startPosition.row;
  for (const node of presentChildren(parent)) {
    const covered = found.at(-1)?.end ?? floor - 1;
    const start = node.startPosition.row;
    let end = endRow(node, grammar);
    const last = found.at(-1);
    if (LEADING.test(node.type)) {
      if (last !== undefined && belongsAbove(last, node)) {
        found[found.length - 1] = { ...last, end: Math.max(last.end, end) };
        continue;
      }
      if (start <= covered) continue;
      if (leadStart === -1 || start > leadEnd + 1) leadStart = start;
      leadEnd = end;
      lead = node;
      continue;
    }
    if (last !== undefined && CONTINUATIONS.has(node.type)) {
      const hasError = last.hasError || node.hasError;
      found[found.length - 1] = { ...last, body: node, end: Math.max(last.end, end), hasError };
      continue;
    }
    const inner = declarationIn(node, grammar);
    if (inner !== null) {
      if (inner.isType === true) end = endRow(inner.node, grammar);
      const isDirectlyAbove = start <= leadEnd + 1 || (start === leadEnd + 2 && isDocumentation(lead));
      const first = Math.max(covered + 1, leadStart !== -1 && isDirectlyAbove ? leadStart : start);
      if (first <= end) add(found, describe(inner, first, end));
      // Of what stands in the last row of another nothing is left but its names.
      else if (last !== undefined && last.others.length < MAX_OTHERS) addNames(last, inner);
    } else if (nesting < MAX_NESTING && isLookedThrough(node, grammar)) {
      // Ruby puts the comments above the first declaration of a class beside its body. One in the class's own line is
      // about the class.
      const handedDown =
        leadStart === -1 || leadEnd <= outside
          ? nothingAbove
          : { start: Math.max(leadStart, outside + 1), end: leadEnd };
      const left = collect(node, { ...collecting, nesting: nesting + 1 }, handedDown);
      // Haskell puts the comments above the first declaration beside the imports.
      if (node.type === 'imports') {
        leadStart = left.start;
        leadEnd = left.end;
        continue;
      }
    }
    [leadStart, leadEnd, lead] = leftIn(node, grammar);
  }
  return { start: leadStart, end: leadEnd };
}

/** Rows of the comments that a node took from what comes next, and the last of them. */
function leftIn(node: Node, grammar: Grammar): [start: number, end: number, last: Node | null] {
  const comments = grammar.file === 'scala' ? endingInScala(node).comments : [];
  const last = comments.at(-1) ?? null;
  return [comments[0]?.startPosition.row ?? -1, last === null ? -1 : endRow(last, grammar), last];
}

function add(found: Declaration[], next: Declaration): void {
  const last = found.at(-1);
  if (last === undefined || next.isContainer || !isSameInHaskell(last, next.name)) found.push(next);
  else found[found.length - 1] = { ...last, end: next.end, hasError: last.hasError || next.hasError };
}

function addNames({ others }: Declaration, { node, isGroup = false }: Inner): void {
  if (!isGroup) others.push(...declaredNames(node).flatMap((parts) => parts.at(-1) ?? []));
}

/** Such a comment is of what follows, also where a blank line stands between, as some write throughout. */
function isDocumentation(comment: Node | null): boolean {
  return comment !== null && /^\/\*\*[^*/](?![^]*@(?:file|license|module|copyright))/.test(comment.text);
}

function endRow(node: Node, { file }: Grammar): number {
  const { row, column } = (file === 'scala' ? endingInScala(node).last : node).endPosition;
  return column === 0 && row > node.startPosition.row ? row - 1 : row;
}

interface Inner {
  readonly node: Node;
  /** Absent: the node itself. */
  readonly inside?: Node;
  readonly isContainer: boolean;
  /** Several declarations under one keyword, as `const ( … )` in Go: a container without a name. */
  readonly isGroup?: boolean;
  /** What is declared of its type is not told. */
  readonly isType?: boolean;
}

/** The declaration that a node is or wraps. */
export function declarationIn(node: Node, grammar: Grammar): Inner | null {
  if (grammar.containers.has(node.type)) return { node, isContainer: true };
  if (grammar.groups.has(node.type)) {
    const members = presentChildren(node).filter(({ type }) => grammar.leaves.has(type));
    const isGroup = members.length > 1;
    return { node: isGroup ? node : (members[0] ?? node), isContainer: isGroup, isGroup };
  }
  // C++ takes a class that ends too early for the type that the function behind it returns.
  const type = node.type === 'function_definition' && node.hasError ? node.childForFieldName('type') : null;
  if (type !== null && grammar.containers.has(type.type))
    return { node: type, isContainer: true, isType: true };
  const nested = typeAlone(node);
  if (nested !== null) return declarationIn(nested, grammar);
  if (grammar.leaves.has(node.type)) {
    const hasObjects = grammar.leaves.has('pair') || grammar.file === 'lua';
    const object = hasObjects ? objectWithFunctions(node) : null;
    if (object !== null && isOfModule(node)) return { node: object, isContainer: true, isGroup: true };
    if (object !== null) return { node, inside: object, isContainer: true };
    const type = typeIn(node, grammar);
    if (type !== null) return { node, inside: type, isContainer: true };
    return isDeclaring(node) ? { node, isContainer: false } : null;
  }
  if (grammar.file === 'elixir') return elixirDeclaration(node);
  if (grammar.file === 'ruby') {
    const method = methodIn(node);
    return method === null ? null : { node: method, isContainer: false };
  }
  if (!grammar.wrappers.has(node.type)) return null;
  for (const child of presentChildren(node)) {
    const inner = declarationIn(child, grammar);
    if (inner !== null) return inner;
  }
  // `export default { … }`, in Lua `return { … }`
  const object = /^(?:export|return)_statement$/.test(node.type) ? objectWithFunctions(node) : null;
  return object === null ? null : { node: object, isContainer: true, isGroup: true };
}

/** The type that a declaration makes of what it is assigned, or returns. */
function typeIn(node: Node, { file }: Grammar): Node | null {
  if (file === 'zig') return typeReturned(node);
  if (file === 'scala') return instanceInScala(node);
  return file === 'ruby' && isDeclaring(node) ? classAssigned(node) : null;
}

/**
 * Not every assignment is, nor every member of an object: in JavaScript one of a function or a class, in Python and Ruby one to a
 * name that is written as those of constants and types are, in Lua any of these.
 */
function isDeclaring(node: Node): boolean {
  if (node.type === 'assignment_expression') {
    return /function|class/.test(node.childForFieldName('right')?.type ?? '');
  }
  if (isFieldInHaskell(node)) return true;
  if (node.type === 'data_constructor') return !isRecord(node);
  if (node.type === 'pair' || node.type === 'field') return isFunction(node.childForFieldName('value'));
  const assignment = assignmentIn(node);
  if (assignment !== null) return isDeclaringInLua(assignment, node.startPosition.column);
  // Lua: `local a`
  if (node.type === 'variable_declaration' && node.firstNamedChild?.type === 'variable_list') return false;
  return (
    node.type !== 'assignment' || /^(?:\w+::)*_*[A-Z]\w*$/.test(node.childForFieldName('left')?.text ?? '')
  );
}

/** Tables and constants where they are the file's. What is fetched from another module is declared there. */
function isDeclaringInLua(assignment: Node, column: number): boolean {
  const values = assignedValues(assignment);
  if (values.some(isFunction)) return true;
  if (column > 0) return false;
  if (values.some((value) => value.type === 'table_constructor')) return true;
  if (values.some((value) => value.type === 'function_call' && /^setmetatable\b/.test(value.text)))
    return true;
  const isFetched = values.some((value) => /^require\b/.test(value.text));
  return (
    !isFetched &&
    /(?:^|\.)_*[A-Z]\w+$/.test(assignment.firstNamedChild?.childForFieldName('name')?.text ?? '')
  );
}

/** `module.exports = { … }`: its members are those of the file. */
function isOfModule(node: Node): boolean {
  return (
    node.type === 'assignment_expression' &&
    /^(?:module\.)?exports$/.test(node.childForFieldName('left')?.text ?? '')
  );
}

const ELIXIR_LEAVES = new Set([
  'def',
  'defp',
  'defmacro',
  'defmacrop',
  'defguard',
  'defguardp',
  'defdelegate',
]);
const ELIXIR_CONTAINERS = new Set(['defmodule', 'defprotocol', 'defimpl']);

/** In Elixir's grammar everything is a call. */
function elixirDeclaration(node: Node): Inner | null {
  if (node.type !== 'call') return null;
  const target = node.childForFieldName('target')?.text ?? '';
  if (ELIXIR_CONTAINERS.has(target)) return { node, isContainer: true };
  return ELIXIR_LEAVES.has(target) ? { node, isContainer: false } : null;
}

function describe(inner: Inner, start: number, end: number): Declaration {
  const { node, inside = node, isContainer, isGroup = false } = inner;
  const [first = [], ...others] = isGroup ? [] : declaredNames(node);
  const receiver = receiverType(node);
  return {
    start,
    end,
    name: first.at(-1) ?? null,
    owners: receiver === null ? first.slice(0, -1) : [receiver],
    others: others.flatMap((parts) => parts.at(-1) ?? []),
    node,
    inside,
    body: null,
    isContainer,
    hasError: node.hasError,
  };
}

/** Go: the type that a method belongs to. */
function receiverType(node: Node): string | null {
  if (node.type !== 'method_declaration') return null;
  const receiver = node.childForFieldName('receiver')?.text;
  return receiver === undefined
    ? null
    : (/([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*\)$/.exec(receiver)?.[1] ?? null);
}
