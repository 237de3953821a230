/**
 * Declarations that stand in a call, or in what a function returns: languages in which a condition, a modifier or a class is
 * written as one. What their grammars have nodes for is in the table.
 */
import type { Node } from 'web-tree-sitter';
import type { Grammar } from './grammars.ts';

/** `private memoize def`: so many words stand in front of a method at the most. */
const MAX_WORDS = 4;

/** Whether the children of a node count as siblings of what stands around it. */
export function isLookedThrough(node: Node, grammar: Grammar): boolean {
  if (grammar.transparent.has(node.type)) return true;
  if (node.type !== 'call') return false;
  if (grammar.file === 'elixir') return CONDITIONS.has(node.childForFieldName('target')?.text ?? '');
  return grammar.file === 'ruby' && blockOf(node) !== null && !TESTS.has(calledIn(node));
}

/** Elixir: what decides whether, or how often, something is declared. */
const CONDITIONS = new Set(['if', 'unless', 'for', 'case', 'cond']);

/** Ruby: calls whose blocks are what bodies of functions are to others. */
const TESTS = new Set(
  'it test specify example scenario should let let! subject before after around setup teardown lambda proc'.split(
    ' ',
  ),
);

/** Ruby: the method that is handed to one of the class, as in `private def find`. */
export function methodIn(node: Node, words = MAX_WORDS): Node | null {
  if (METHOD.test(node.type)) return node;
  if (node.type !== 'call' || words === 0 || node.childForFieldName('receiver') !== null) return null;
  const last = node.childForFieldName('arguments')?.lastNamedChild ?? null;
  return last === null ? null : methodIn(last, words - 1);
}

const METHOD = /^(?:singleton_)?method$/;

/** Ruby: the body of the class in `Point = Struct.new(:x) do … end`; null where the assignment makes none. */
export function classAssigned(node: Node): Node | null {
  const value = node.type === 'assignment' ? node.childForFieldName('right') : null;
  return value?.type === 'call' && /^(?:new|define)$/.test(calledIn(value)) ? blockOf(value) : null;
}

function calledIn(call: Node): string {
  return call.childForFieldName('method')?.text ?? '';
}

function blockOf(call: Node): Node | null {
  const block = call.childForFieldName('block');
  // `block` is also the field of `&block` in some versions of the grammar.
  return block !== null && /^(?:do_)?block$/.test(block.type) ? block : null;
}

/** Zig: the type in `fn Stack(T: type) type { return struct { … }; }`. */
export function typeReturned(node: Node): Node | null {
  if (node.type !== 'function_declaration') return null;
  const statement = node.childForFieldName('body')?.lastNamedChild;
  const value = statement?.type === 'expression_statement' ? statement.firstNamedChild : null;
  const type = value?.type === 'return_expression' ? value.firstNamedChild : null;
  return type !== null && /^(?:struct|union|enum|opaque)_declaration$/.test(type.type) ? type : null;
}
