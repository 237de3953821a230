/** Finds declarations in a syntax tree and what they are called. */
import type { Node } from 'web-tree-sitter';
import type { Grammar } from './grammars.ts';

export interface Declaration {
  /** First row, with the comments, decorators and attributes that stand directly above. */
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly name: string | null;
  /** Names that the declaration itself puts in front of its own, as `Shape` in `Shape::area`. */
  readonly owners: readonly string[];
  readonly node: Node;
  readonly isContainer: boolean;
  /** There is a syntax error in it. */
  readonly hasError: boolean;
}

/** What may stand directly above a declaration and belong to it. */
const LEADING = /comment|decorator|annotation|attribute|^unary_operator$|^template_parameter/;

/** Bodies that a grammar puts beside their signature. */
const CONTINUATIONS = new Set(['function_body']);

/** Declarations among the children of a node, in order, their rows disjoint. Those above `floor` are another's. */
export function declarationsIn(parent: Node, grammar: Grammar, floor = 0): Declaration[] {
  const found: Declaration[] = [];
  collect(parent, { grammar, found, floor, nesting: 0 }, nothingAbove);
  return found;
}

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

function collect(parent: Node, collecting: Collecting, above: Lead): void {
  const { grammar, found, floor, nesting } = collecting;
  let leadStart = above.start;
  let leadEnd = above.end;
  let lead: Node | null = null;
  // Handed down: to ask a node for its parent is to look for the node from the top of the tree.
  const outside = parent.startPosition.row;
  for (const node of presentChildren(parent)) {
    const covered = found.at(-1)?.end ?? floor - 1;
    const start = node.startPosition.row;
    const end = endRow(node);
    if (LEADING.test(node.type)) {
      if (start <= covered) continue;
      if (leadStart === -1 || start > leadEnd + 1) leadStart = start;
      leadEnd = end;
      lead = node;
      continue;
    }
    const last = found.at(-1);
    if (last !== undefined && CONTINUATIONS.has(node.type)) {
      const hasError = last.hasError || node.hasError;
      found[found.length - 1] = { ...last, end: Math.max(last.end, end), hasError };
      continue;
    }
    const inner = declarationIn(node, grammar);
    if (inner !== null) {
      const isDirectlyAbove = start <= leadEnd + 1 || (start === leadEnd + 2 && isDocumentation(lead));
      const first = Math.max(covered + 1, leadStart !== -1 && isDirectlyAbove ? leadStart : start);
      if (first <= end) found.push(describe(inner, first, end));
    } else if (grammar.transparent.has(node.type) && nesting < MAX_NESTING) {
      // Ruby puts the comments above the first declaration of a class beside its body. One in the class's own line is
      // about the class.
      const handedDown =
        leadStart === -1 || leadEnd <= outside
          ? nothingAbove
          : { start: Math.max(leadStart, outside + 1), end: leadEnd };
      collect(node, { ...collecting, nesting: nesting + 1 }, handedDown);
    }
    leadStart = -1;
  }
}

/** Such a comment is of what follows, also where a blank line stands between, as some write throughout. */
function isDocumentation(comment: Node | null): boolean {
  return comment !== null && /^\/\*\*[^*/](?![^]*@(?:file|license|module|copyright))/.test(comment.text);
}

function presentChildren(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

function endRow(node: Node): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row - 1 : row;
}

interface Inner {
  readonly node: Node;
  readonly isContainer: boolean;
}

/** The declaration that a node is or wraps. */
export function declarationIn(node: Node, grammar: Grammar): Inner | null {
  if (grammar.containers.has(node.type)) return { node, isContainer: true };
  if (grammar.leaves.has(node.type)) {
    return node.type !== 'assignment_expression' || assignsFunction(node)
      ? { node, isContainer: false }
      : null;
  }
  if (grammar.file === 'elixir') return elixirDeclaration(node);
  if (!grammar.wrappers.has(node.type)) return null;
  for (const child of presentChildren(node)) {
    const inner = declarationIn(child, grammar);
    if (inner !== null) return inner;
  }
  return null;
}

function assignsFunction(node: Node): boolean {
  return /function|class/.test(node.childForFieldName('right')?.type ?? '');
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

/** `def name(…) when …`, `def name`, `defmodule Name`: the name stands in the first argument. */
function elixirName(call: Node): Node | null {
  const list = presentChildren(call).find(({ type }) => type === 'arguments');
  let first = list?.namedChild(0) ?? null;
  if (first?.type === 'binary_operator') first = first.childForFieldName('left');
  return first?.type === 'call' ? first.childForFieldName('target') : first;
}

function describe(inner: Inner, start: number, end: number): Declaration {
  const { node, isContainer } = inner;
  const parts = qualifiedName(node);
  const receiver = receiverType(node);
  return {
    start,
    end,
    name: parts.at(-1) ?? null,
    owners: receiver === null ? parts.slice(0, -1) : [receiver],
    node,
    isContainer,
    hasError: node.hasError,
  };
}

/** Longest name kept, in characters. */
const MAX_NAME = 120;

/** `Shape::area`, `shapes.area` and `shapes:area` are names with an owner. */
function qualifiedName(node: Node): string[] {
  const name = (nameNode(node, 0)?.text ?? '').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > MAX_NAME) return [];
  if (node.type === 'rule_set' || /operator|^~?\W/.test(name) || /\s/.test(name)) return [name];
  return name.split(/::|[.:]/).filter((part) => part !== '');
}

const NAME =
  /identifier$|^(?:name|constant|word|field_name|alias|selectors|class_name|keyframes_name|method_identifier)$/;
const NAMES = new Set(['initialized_identifier_list', 'static_final_declaration_list']);
const HOLDS_NAME = /declarat|_spec$|signature|binding|^variable_list$|assignment|definition|^argument_list$/;

/** Deepest nesting of declarators that is looked through. */
const MAX_NAME_DEPTH = 6;

function nameNode(node: Node, depth: number): Node | null {
  if (depth > MAX_NAME_DEPTH) return null;
  if (node.type === 'impl_item') return implementedType(node);
  if (node.type === 'call') return elixirName(node);
  if (node.type === 'assignment_expression') return node.childForFieldName('left');
  const name = node.childForFieldName('name');
  if (name !== null) return name;
  const declarator = node.childForFieldName('declarator');
  if (declarator !== null) return NAME.test(declarator.type) ? declarator : nameNode(declarator, depth + 1);
  const children = presentChildren(node);
  // Dart: the type comes first, and the names after it may be several, each with its value.
  const names = children.find(({ type }) => NAMES.has(type));
  if (names !== undefined) return names.namedChild(0)?.namedChild(0) ?? null;
  for (const child of children) {
    if (/modifier|type_parameters|annotation|attribute|^type_list$/.test(child.type)) continue;
    if (isTypeOf(node, child)) continue;
    if (NAME.test(child.type) || /operator_name|destructor_name/.test(child.type)) return child;
    if (HOLDS_NAME.test(child.type)) return nameNode(child, depth + 1);
  }
  return null;
}

/** The type in front of what is declared is not its name. */
function isTypeOf(node: Node, child: Node): boolean {
  return node.childForFieldName('type')?.id === child.id && node.namedChildCount > 1;
}

/** `impl<T> Display for Shape<T>` is about Shape. */
function implementedType(node: Node): Node | null {
  const type = node.childForFieldName('type');
  return type?.childForFieldName('type') ?? type;
}

/** Go: the type that a method belongs to. */
function receiverType(node: Node): string | null {
  if (node.type !== 'method_declaration') return null;
  const receiver = node.childForFieldName('receiver')?.text;
  return receiver === undefined
    ? null
    : (/([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*\)$/.exec(receiver)?.[1] ?? null);
}
