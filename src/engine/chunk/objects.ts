/** Objects of JavaScript whose members are functions: what a class is to others. */
import type { Node } from 'web-tree-sitter';

const FUNCTION =
  /^(?:method_definition|function|function_expression|generator_function|arrow_function|class)$/;
/** What stands around an object and says nothing of it. */
const AROUND = /^(?:as_expression|satisfies_expression|type_assertion|parenthesized_expression)$/;
/** Objects in objects are looked into so deep. */
const MAX_DEPTH = 4;
/** Members of an object that are looked at: one of data may have thousands. */
const MAX_MEMBERS = 64;

export function isFunction(node: Node | null): boolean {
  return node !== null && FUNCTION.test(node.type);
}

/** The object with functions that a node declares: its value, where it declares one thing only. */
export function objectWithFunctions(node: Node): Node | null {
  const object = objectIn(valueDeclaredBy(node), 0);
  return object !== null && holdsFunction(object, 0) ? object : null;
}

function valueDeclaredBy(node: Node): Node | null {
  if (node.type === 'assignment_expression') return node.childForFieldName('right');
  if (node.type !== 'lexical_declaration' && node.type !== 'variable_declaration')
    return node.childForFieldName('value');
  return node.namedChildCount === 1 ? (node.namedChild(0)?.childForFieldName('value') ?? null) : null;
}

function objectIn(node: Node | null, depth: number): Node | null {
  if (node === null || node.type === 'object') return node;
  if (depth > MAX_DEPTH || !AROUND.test(node.type)) return null;
  return objectIn(node.type === 'type_assertion' ? node.lastNamedChild : node.firstNamedChild, depth + 1);
}

function holdsFunction(object: Node, depth: number): boolean {
  for (let at = 0; at < Math.min(object.namedChildCount, MAX_MEMBERS); at++) {
    const member = object.namedChild(at);
    const value = member?.type === 'pair' ? member.childForFieldName('value') : member;
    if (isFunction(value)) return true;
    const inner = depth < MAX_DEPTH ? objectIn(value, 0) : null;
    if (inner !== null && holdsFunction(inner, depth + 1)) return true;
  }
  return false;
}

/** What a member is called: `load` of `load: …` and `'load': …`, nothing where it is reckoned. */
export function keyOf(pair: Node): Node | null {
  const key = pair.childForFieldName('key');
  if (key?.type === 'string') return key.firstNamedChild;
  return key?.type === 'property_identifier' ? key : null;
}
