/** What holds for Scala alone. */
import type { Node } from 'web-tree-sitter';

/** Among whose children the members stand of what a value or a function makes, where that is all it does: `new Order { … }`. */
export function instanceInScala(node: Node): Node | null {
  let made = node.childForFieldName('value') ?? node.childForFieldName('body');
  while (made !== null && /^(?:indented_)?block$/.test(made.type) && made.namedChildCount === 1)
    made = made.firstNamedChild;
  if (made?.type !== 'instance_expression') return null;
  const members = made.lastNamedChild;
  return members?.type === 'template_body' ? members : null;
}

interface Ending {
  readonly last: Node;
  /** In order, of what comes next: to the parser they are in what ends above them. */
  readonly comments: readonly Node[];
}

/** What ends by its indentation goes on, to the parser, to the first sign of what comes next. */
export function endingInScala(node: Node): Ending {
  const { row, column } = node.startPosition;
  const comments: Node[] = [];
  let last = node;
  for (;;) {
    let child = last.lastChild;
    while (child?.type.endsWith('comment') === true && isOutside(child.startPosition, row, column)) {
      comments.unshift(child);
      child = child.previousSibling;
    }
    if (child === null) return { last, comments };
    last = child;
  }
}

function isOutside(place: Node['startPosition'], row: number, column: number): boolean {
  return place.row > row && place.column <= column;
}
