/** What a declaration in a syntax tree is called, or what several that it makes are. */
import type { Node } from 'web-tree-sitter';
import { haskellNames } from './haskell.ts';
import { assignmentIn, keyOf } from './objects.ts';

/** Of one declaration. */
const MOST_NAMES = 100;
/** Longest name kept, in characters. */
const MAX_NAME = 120;

/** Names in the order of the text, each with the owners that stand in it: `Shape::area`, `shapes.area` and `shapes:area`. */
export function declaredNames(node: Node): string[][] {
  const haskell = haskellNames(node);
  if (haskell !== null) return haskell.slice(0, MOST_NAMES);
  const made = typeMade(node)?.childForFieldName('name') ?? [];
  const names = [...nameNodes(node), made]
    .flat()
    .slice(0, MOST_NAMES)
    .map((name) => partsOf(node, name));
  return names.filter((parts) => parts.length > 0);
}

/** C and C++: the type with a body that stands in front of what is declared of it. */
function typeMade(node: Node): Node | null {
  if (!/^(?:field_declaration|declaration|type_definition)$/.test(node.type)) return null;
  const type = node.childForFieldName('type');
  return type?.type.endsWith('_specifier') === true && type.childForFieldName('body') !== null ? type : null;
}

/** C++: a class inside of another is the type of members of which there are none. */
export function typeAlone(node: Node): Node | null {
  return node.childForFieldName('declarator') === null ? typeMade(node) : null;
}

export function presentChildren(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

function partsOf(node: Node, named: Node): string[] {
  const name = withoutIndices(named)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^::(?=\w)/, '');
  if (name === '' || name.length > MAX_NAME) return [];
  if (/^(?:rule_set|pair|field)$/.test(node.type) || /operator|^~?\W/.test(name)) return [name];
  const owned = splitOutside(name);
  return owned.some((part) => /\s/.test(part.replace(/<.*>/, ''))) ? [name] : owned;
}

/** Taken apart where no arguments of a template stand: `facet<std::locale>::put` is `put` in `facet<std::locale>`. */
function splitOutside(name: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const sign of name.split(/(::|[.:<>])/)) {
    if (sign === '<') depth++;
    if (sign === '>') depth--;
    const isBetween = depth === 0 && /^(?:::|[.:])$/.test(sign);
    if (isBetween) parts.push(part);
    part = isBetween ? '' : part + sign;
  }
  return [...parts, part].filter((each) => each !== '');
}

/** Lua: `shapes["area"]` is `shapes.area`, and what is reckoned has no name. */
function withoutIndices({ type, text }: Node): string {
  if (type !== 'bracket_index_expression') return text;
  const name = text.replace(/\[\s*(["'])([\w-]+)\1\s*\]/g, '.$2');
  return name.includes('[') ? '' : name;
}

function nameNodes(node: Node): Node[] {
  const assignment = assignmentIn(node);
  if (assignment !== null) return namesAssigned(assignment);
  const several = declarators(node);
  if (several.length < 2) return patternNames(nameNode(node, 0));
  return several.flatMap((each) => patternNames(NAME.test(each.type) ? each : nameNode(each, 1)));
}

function namesAssigned(assignment: Node): Node[] {
  const names = assignment.firstNamedChild?.childrenForFieldName('name') ?? [];
  return names.filter((name) => name !== null);
}

/** Nodes that hold one of a declaration's names each. */
function declarators(node: Node): Node[] {
  for (const field of ['declarator', 'name']) {
    const found = node.childrenForFieldName(field).filter((child) => child !== null);
    if (found.length > 1) return found;
  }
  const children = presentChildren(node);
  const list = NAMES.has(node.type) ? undefined : children.find(({ type }) => LISTS.test(type));
  return (list === undefined ? children : presentChildren(list)).filter(({ type }) =>
    HOLDS_ONE_NAME.test(type),
  );
}

/** What `{ a, b: c = 1, ...rest }` and `[a, b]` declare. What is fetched from another module is declared there. */
function patternNames(node: Node | null): Node[] {
  if (node === null || !node.type.endsWith('_pattern') || node.type.startsWith('shorthand')) {
    return node === null ? [] : [node];
  }
  const value = node.parent?.childForFieldName('value');
  if (/^(?:await\s+import|require)\b/.test(value?.text.slice(0, 40) ?? '')) return [];
  return namesInPattern(node, 0);
}

function namesInPattern(node: Node, depth: number): Node[] {
  if (depth > MAX_NAME_DEPTH) return [];
  if (NAME.test(node.type) || node.type.startsWith('shorthand')) return [node];
  const part = node.childForFieldName('left') ?? node.childForFieldName('value');
  if (part !== null) return namesInPattern(part, depth + 1);
  return node.type.endsWith('_pattern')
    ? presentChildren(node).flatMap((child) => namesInPattern(child, depth + 1))
    : [];
}

const NAME =
  /(?<!initialized_)identifier$|^(?:name|constant|word|field_name|alias|selectors|class_name|keyframes_name|method_identifier)$/;
/** What C#, Kotlin and Dart have between a declaration and its declarators. */
const LISTS =
  /^(?:variable_declaration|multi_variable_declaration|initialized_identifier_list|static_final_declaration_list)$/;
const NAMES = new Set(['initialized_identifier_list', 'static_final_declaration_list']);
const HOLDS_NAME =
  /declarat|_spec$|_element$|signature|binding|^(?:variable_list|variable_name|initialized_identifier|argument_list)$|assignment|definition/;
const HOLDS_ONE_NAME =
  /^(?:variable_declarator|variable_declaration|const_element|property_element|initialized_identifier|static_final_declaration)$/;

/** Deepest nesting of declarators that is looked through. */
const MAX_NAME_DEPTH = 6;

function nameNode(node: Node, depth: number): Node | null {
  if (depth > MAX_NAME_DEPTH) return null;
  if (node.type === 'impl_item') return implementedType(node);
  if (node.type === 'call') return elixirName(node);
  if (node.type === 'pair' || node.type === 'field') return keyOf(node);
  if (node.type.startsWith('assignment')) return assignedName(node);
  if (node.type.endsWith('constructor_signature')) return constructorName(node);
  const name = node.childForFieldName('name');
  if (name !== null) return name.type === 'template_type' ? nameNode(name, depth + 1) : name;
  const declarator = node.childForFieldName('declarator');
  if (declarator !== null) return isName(declarator) ? declarator : nameNode(declarator, depth + 1);
  const children = presentChildren(node);
  // Dart: the type comes first, and the names after it may be several, each with its value.
  const names = children.find(({ type }) => NAMES.has(type));
  if (names !== undefined) return names.namedChild(0)?.namedChild(0) ?? null;
  for (const child of children) {
    if (/modifier|type_parameters|annotation|attribute|^type_list$/.test(child.type)) continue;
    if (isTypeOf(node, child)) continue;
    if (isName(child) || child.type === 'tuple_pattern') return child;
    const held = HOLDS_NAME.test(child.type) ? nameNode(child, depth + 1) : null;
    if (held !== null) return held;
  }
  return null;
}

function isName({ type }: Node): boolean {
  return NAME.test(type) || type === 'operator_name' || type === 'destructor_name';
}

/** `module.exports = function find() {}` is `find`. */
function assignedName(node: Node): Node | null {
  const left = node.childForFieldName('left');
  const right = /^(?:module\.)?exports$/.test(left?.text ?? '') ? node.childForFieldName('right') : null;
  return right?.childForFieldName('name') ?? left;
}

/** Dart: `Point.polar(…)` is `polar`. */
function constructorName(node: Node): Node | null {
  return presentChildren(node).findLast(({ type }) => type === 'identifier') ?? null;
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

/** `def name(…) when …`, `def name`, `defmodule Name`: the name stands in the first argument. */
function elixirName(call: Node): Node | null {
  const list = presentChildren(call).find(({ type }) => type === 'arguments');
  let first = list?.namedChild(0) ?? null;
  if (first?.type === 'binary_operator') first = first.childForFieldName('left');
  if (first?.type !== 'call') return first;
  const name = first.childForFieldName('target');
  // `def unquote(name)(…)` is called something else each time.
  return name?.type === 'call' ? null : name;
}
