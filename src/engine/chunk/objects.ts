/** Objects of JavaScript and tables of Lua whose members are functions: what a class is to others. */
import type { Node } from 'web-tree-sitter';

const FUNCTION =
  /^(?:method_definition|function|function_expression|function_definition|generator_function|arrow_function|class)$/;
const OBJECT = /^(?:object|table_constructor)$/;
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

/** Lua: what is assigned, in order; none for what is declared without a value. */
export function assignedValues(node: Node): Node[] {
  const assignment = assignmentIn(node);
  const values = assignment === null ? node.firstNamedChild : assignment.lastNamedChild;
  return values?.type === 'expression_list' ? values.namedChildren.filter((child) => child !== null) : [];
}

/** Lua: the assignment that a node is, or that is declared local. */
export function assignmentIn(node: Node): Node | null {
  const inner = node.type === 'variable_declaration' ? node.firstNamedChild : node;
  return inner?.type === 'assignment_statement' ? inner : null;
}

function valueDeclaredBy(node: Node): Node | null {
  if (node.type === 'assignment_expression') return node.childForFieldName('right');
  if (node.type === 'return_statement' || assignmentIn(node) !== null) {
    const [value = null, ...others] = assignedValues(node);
    return others.length === 0 ? value : null;
  }
  if (node.type !== 'lexical_declaration' && node.type !== 'variable_declaration')
    return node.childForFieldName('value');
  return node.namedChildCount === 1 ? (node.namedChild(0)?.childForFieldName('value') ?? null) : null;
}

function objectIn(node: Node | null, depth: number): Node | null {
  if (node === null || OBJECT.test(node.type)) return node;
  if (depth > MAX_DEPTH) return null;
  // Lua: `setmetatable({ … }, …)`, `Base:extend { … }`
  if (node.type === 'function_call') {
    return objectIn(node.childForFieldName('arguments')?.firstNamedChild ?? null, depth + 1);
  }
  if (!AROUND.test(node.type)) return null;
  return objectIn(node.type === 'type_assertion' ? node.lastNamedChild : node.firstNamedChild, depth + 1);
}

function holdsFunction(object: Node, depth: number): boolean {
  for (let at = 0; at < Math.min(object.namedChildCount, MAX_MEMBERS); at++) {
    const member = object.namedChild(at);
    // Lua: what a list holds has no name.
    if (member?.type === 'field' && member.childForFieldName('name') === null) continue;
    const isPair = member?.type === 'pair' || member?.type === 'field';
    const value = isPair ? member.childForFieldName('value') : member;
    if (isFunction(value)) return true;
    const inner = depth < MAX_DEPTH ? objectIn(value, 0) : null;
    if (inner !== null && holdsFunction(inner, depth + 1)) return true;
  }
  return false;
}

/** What a member is called: `load` of `load: …`, `'load': …` and `['load'] = …`, nothing where it is reckoned. */
export function keyOf(member: Node): Node | null {
  const key = member.childForFieldName(member.type === 'field' ? 'name' : 'key');
  if (key?.type === 'string') return key.firstNamedChild;
  // `[name] = …`
  if (member.type === 'field')
    return key?.type === 'identifier' && member.firstChild?.type !== '[' ? key : null;
  return key?.type === 'property_identifier' ? key : null;
}
