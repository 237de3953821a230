/** What is particular about declarations of Haskell: several make up one, and names are also operators and patterns. */
import type { Node } from 'web-tree-sitter';

/** Names in the order of the text, each with what it is put into; null for what other rules name. */
export function haskellNames(node: Node): string[][] | null {
  switch (node.type) {
    case 'header':
      return [(node.childForFieldName('module')?.text ?? '').split('.')];
    case 'signature':
      // What an error has made of other lines has an expression there.
      return node.childForFieldName('expression') === null ? alone(headNames(node, 0)) : [];
    case 'function':
    case 'bind':
      return alone(headNames(node, 0));
    case 'default_signature':
    case 'foreign_import':
    case 'foreign_export':
      return alone(headNames(childOf(node, 'signature') ?? node, 0));
    case 'data_type':
    case 'newtype':
      return alone([...headNames(node, 0), ...recordNames(node)]);
    case 'data_constructor':
    case 'gadt_constructor':
      return alone(constructorNames(node));
    case 'field':
      return isFieldInHaskell(node) ? alone(textsOf(node, 'field_name')) : null;
    case 'instance':
    case 'deriving_instance':
      return alone([instanceName(node)]);
    case 'pattern_synonym':
      return alone(synonymNames(node.firstNamedChild?.childForFieldName('synonym') ?? node));
    case 'type_synomym':
      return alone(headNames(node, 0));
    default:
      return null;
  }
}

/** Characters. */
const LONGEST_NAME = 120;
/** What stands around a name where one is declared. */
const MOST_DEPTH = 4;

function alone(names: readonly string[]): string[][] {
  return [...new Set(names)]
    .filter((name) => name !== '' && name.length <= LONGEST_NAME)
    .map((name) => [name]);
}

function childOf(node: Node, type: string): Node | null {
  return node.namedChildren.find((child) => child?.type === type) ?? null;
}

/** `f x = …`, `x <+> y = …`, `(x <+> y) z = …`, `x, y :: …` and `(x, y) = …`. */
function headNames(node: Node, depth: number): string[] {
  if (depth > MOST_DEPTH) return [];
  // First: the list's own names also answer to a question for the node's name.
  const several = node.childForFieldName('names');
  if (several !== null) return several.namedChildren.flatMap((child) => child?.text ?? []);
  const name = node.childForFieldName('name');
  if (name !== null) return [name.text];
  const head = childOf(node, 'infix') ?? childOf(node, 'function_head_parens');
  if (head?.type === 'infix') return operatorOf(head);
  if (head !== null) return headNames(head, depth + 1);
  const pattern = node.childForFieldName('pattern');
  return pattern?.descendantsOfType('variable').flatMap((child) => child?.text ?? []) ?? [];
}

function operatorOf(infix: Node): string[] {
  const operator = infix.childForFieldName('operator');
  if (operator === null) return [];
  return [operator.type === 'infix_id' ? operator.text.replaceAll('`', '') : `(${operator.text})`];
}

/** `pattern Head x <- …`, `pattern x :> y = …` */
function synonymNames(synonym: Node): string[] {
  return synonym.type === 'infix' ? operatorOf(synonym) : textsOf(synonym, 'constructor').slice(0, 1);
}

/** `A` and `B` of `A, B :: Int -> Both`, `:+:` of `a :+: b`. */
function constructorNames(node: Node): string[] {
  const form = node.childForFieldName('constructor') ?? node;
  if (form.type === 'infix') return operatorOf(form);
  return node.type === 'gadt_constructor' ? headNames(node, 0) : textsOf(form, 'constructor').slice(0, 1);
}

/** Constructors whose fields have names: not they but the fields are what the type is cut at. */
function recordNames(node: Node): string[] {
  const constructors = node.descendantsOfType(['data_constructor', 'newtype_constructor']);
  return constructors.flatMap((each) =>
    each !== null && (each.type === 'newtype_constructor' || isRecord(each))
      ? textsOf(each, 'constructor').slice(0, 1)
      : [],
  );
}

/** Whether its fields have names. */
export function isRecord(constructor: Node): boolean {
  return constructor.childForFieldName('constructor')?.type === 'record';
}

function textsOf(node: Node, type: string): string[] {
  return node.descendantsOfType(type).flatMap((child) => child?.text ?? []);
}

/** Tables of Lua have fields as well. */
export function isFieldInHaskell(node: Node): boolean {
  return node.type === 'field' && node.firstNamedChild?.type === 'field_name';
}

/** `Show (Tree a)`: an instance is found by its class and by its type. */
function instanceName(node: Node): string {
  const name = node.childForFieldName('name');
  if (name === null) return '';
  const end = node.childForFieldName('patterns')?.endIndex ?? name.endIndex;
  const whole = node.text.slice(name.startIndex - node.startIndex, end - node.startIndex);
  return whole.length > LONGEST_NAME ? name.text : whole.replace(/\s+/g, ' ');
}

interface Above {
  /** Inclusive. */
  readonly end: number;
  readonly name: string | null;
  readonly others: readonly string[];
  readonly node: Node;
  readonly isContainer: boolean;
}

const TOGETHER = /^(?:signature|kind_signature|function|bind|pattern_synonym|type_instance)$/;

/** Whether it is another equation of what stands above, or the first below its signature. */
export function isSameInHaskell(above: Above, name: string | null): boolean {
  if (above.isContainer || name === null) return false;
  return TOGETHER.test(above.node.type) && (above.name === name || above.others.includes(name));
}

/** `{-# INLINE f #-}` below `f`, and a comment that says of itself that it belongs to what stands above. */
export function belongsAbove(above: Above, node: Node): boolean {
  if (!/^(?:haddock|pragma)$/.test(node.type)) return false;
  if (node.startPosition.row > above.end + 1) return false;
  if (node.type === 'haddock') return /^--\s*\^/.test(node.text);
  const words = node.text.split(/[,\s]+/);
  return [above.name, ...above.others].some((name) => name !== null && words.includes(name));
}
