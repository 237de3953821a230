/** Lines that leave a bracket open which nothing closes, as a call does that is being typed. */

/** Where there are more of them it is no slip: the text is not read as it is meant. */
const MOST = 8;

const OPENER_OF: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

interface Open {
  readonly bracket: string;
  readonly row: number;
}

/**
 * Rows, lines from 0, that open a round or square bracket which is still open where the block around it ends, or the text.
 * Strings and comments are told by what most languages agree on, so that a row may be mistaken: whoever leaves one out looks
 * whether that mends anything.
 */
export function unfinishedRows(text: readonly string[]): readonly number[] {
  const open: Open[] = [];
  const rows = new Set<number>();
  const give = (left: readonly Open[]): void => {
    for (const { bracket, row } of left) if (bracket !== '{') rows.add(row);
  };
  for (const { bracket, row } of bracketsOf(text)) {
    const opener = OPENER_OF[bracket];
    if (opener === undefined) open.push({ bracket, row });
    else if (open.at(-1)?.bracket === opener) open.pop();
    else if (bracket === '}') {
      const block = open.findLastIndex((each) => each.bracket === opener);
      // One too many closes nothing.
      if (block !== -1) give(open.splice(block));
    }
  }
  give(open);
  return rows.size > MOST ? [] : [...rows];
}

/** A string or a comment within its line, one that goes on over lines, or a bracket. */
const PART = /("""|'''|\/\*|`)|\/\/.*|(?<=^|\s)(?:#|--\s).*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|([()[\]{}])/g;

const END_OF: Readonly<Record<string, string>> = { '/*': '*/' };

/** In order, without those in strings and comments. */
function* bracketsOf(text: readonly string[]): Generator<Open> {
  let until: string | null = null;
  for (const [row, line] of text.entries()) {
    let at = 0;
    while (at < line.length) {
      if (until !== null) {
        const end = line.indexOf(until, at);
        if (end === -1) break;
        at = end + until.length;
        until = null;
      }
      PART.lastIndex = at;
      const found = PART.exec(line);
      if (found === null) break;
      at = PART.lastIndex;
      const [, start, bracket] = found;
      if (start !== undefined) until = END_OF[start] ?? start;
      if (bracket !== undefined) yield { bracket, row };
    }
  }
}
