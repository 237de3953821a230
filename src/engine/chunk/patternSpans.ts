/** Declarations by the look of lines, for languages without a grammar that can be trusted: indentation tells what holds what. */
import type { LinePatterns } from './patterns.ts';
import { type Lines, type Span, declaring, fillGaps, isBlank, namesOf, tokensIn } from './spans.ts';
import { indentation } from './split.ts';

interface Mark {
  readonly row: number;
  /** The last line that names the same, where several in a row do. */
  readonly lastRow: number;
  readonly columns: number;
  /** Marks deeper than another, and above its end, are inside of it. */
  readonly depth: number;
  readonly name: string;
  readonly isContainer: boolean;
}

interface Context {
  readonly lines: Lines;
  readonly language: LinePatterns;
  readonly budget: number;
  readonly marks: readonly Mark[];
}

/** Longest name kept, in characters. */
const MAX_NAME = 80;

/** Longer lines are data; patterns are not tried on them. */
const MAX_LINE = 1000;

/**
 * Spans over all lines of a file: one a declaration with the comment directly above it, those that exceed the budget
 * opened where they have members. What is still too large is for the caller to split.
 */
export function patternSpans(lines: Lines, language: LinePatterns, budget: number): Span[] {
  const context: Context = { lines, language, budget, marks: marksOf(lines, language) };
  const last = lines.text.length - 1;
  return fillGaps(spansOf(context, { at: 0, floor: -1, end: last }, []), 0, last, []);
}

const COMMENT = /^\s*(?:\/\/|\/\*|\*|--|#(?![\w[])|;|%|\{-|-\}|\(\*|<!--|\|\s)/;

function marksOf(lines: Lines, language: LinePatterns): Mark[] {
  const marks: Mark[] = [];
  for (const [row, line] of lines.text.entries()) {
    if (line.length > MAX_LINE || line.trim() === '' || (COMMENT.test(line) && !language.isMarkup)) continue;
    const found = markAt(line, language);
    if (found === null) continue;
    const columns = indentation(line);
    const mark = { row, lastRow: row, columns, depth: 2 * columns + (found.isMember ? 1 : 0), ...found };
    const before = marks.at(-1);
    // Equations of one function, its signature above them.
    const goesOn = before?.name === mark.name && before.depth === mark.depth && !isBlank(lines, row - 1);
    if (goesOn) marks[marks.length - 1] = { ...before, lastRow: row };
    else marks.push(mark);
  }
  return marks;
}

function markAt(
  line: string,
  language: LinePatterns,
): { name: string; isContainer: boolean; isMember: boolean } | null {
  for (const { expression, isContainer, isMember } of language.patterns) {
    const match = expression.exec(line);
    const name = (match?.groups?.['name'] ?? '').replace(/\s+/g, ' ').trim();
    if (match !== null && name !== '' && name.length <= MAX_NAME) return { name, isContainer, isMember };
  }
  return null;
}

/** Marks from `at` on; rows after `floor` up to `end`. */
interface Stretch {
  readonly at: number;
  readonly floor: number;
  readonly end: number;
}

function spansOf(context: Context, { at, floor, end }: Stretch, trail: readonly string[]): Span[] {
  const { marks } = context;
  const spans: Span[] = [];
  let covered = floor;
  let index = at;
  for (let mark = marks[index]; mark !== undefined && mark.row <= end; mark = marks[index]) {
    const last = endOf(context, index, end);
    const start = leadStart(context, mark.row, covered);
    const whole: Span = { start, end: last, symbol: mark.name, trail, head: mark.row };
    spans.push(...opened(context, index, whole));
    covered = last;
    while ((marks[index]?.row ?? Infinity) <= last) index++;
  }
  return spans;
}

/** Tokens. A head below this goes with the first member. */
const BARE_HEAD = 12;

/** The span itself, or its head and members where it is too large and has some. */
function opened(context: Context, index: number, whole: Span): Span[] {
  const { lines, budget, marks } = context;
  const mark = marks[index];
  const next = marks[index + 1];
  if (mark?.isContainer !== true || next === undefined || next.row > whole.end) return [whole];
  const trail = [...whole.trail, mark.name];
  const members = spansOf(context, { at: index + 1, floor: mark.row, end: whole.end }, trail);
  if (tokensIn(lines, whole.start, whole.end) <= budget) {
    return [declaring(whole, members.flatMap(namesOf))];
  }
  const [member, ...others] = fillGaps(members, members[0]?.start ?? whole.end + 1, whole.end, trail);
  if (member === undefined) return [whole];
  const isBare = tokensIn(lines, whole.start, member.start - 1) < BARE_HEAD;
  if (isBare && tokensIn(lines, whole.start, member.end) <= budget) {
    return [declaring({ ...member, start: whole.start }, [mark.name]), ...others];
  }
  return [{ ...whole, end: member.start - 1 }, member, ...others];
}

const CLOSER = /^\s*(?:[)}\]]|end\b|@end\b|<\/|endfunction\b|endif\b|endmodule\b|fi\b|done\b|\/>)/i;
const OPENS_AGAIN = /(?:[{([:]|\b(?:else|do|then|begin))\s*$/i;
const CONTINUATION = /^\s*(?:[{(,:=|]|->|where\b|with\b|throws\b|returns?\b|as\b|is\b|begin\b|deriving\b)/i;

/** Last row of a declaration: its closing line, or the row above what does not belong to it any more. */
function endOf(context: Context, index: number, end: number): number {
  const { lines, language, marks } = context;
  const mark = marks[index];
  if (mark === undefined) return end;
  let after = index + 1;
  while ((marks[after]?.depth ?? -1) > mark.depth) after++;
  const next = marks[after];
  const limit = next === undefined || next.row > end ? end : leadStart(context, next.row, mark.row) - 1;
  for (let row = mark.lastRow + 1; row <= limit; row++) {
    const line = lines.text[row] ?? '';
    if (line.trim() === '') continue;
    const columns = indentation(line);
    if (columns > mark.columns) continue;
    if (CLOSER.test(line)) {
      if (!OPENS_AGAIN.test(line) && !language.isOpen) return row;
    } else if (columns < mark.columns || (!language.isOpen && !CONTINUATION.test(line))) return row - 1;
  }
  return limit;
}

const LEADING = /^\s*(?:\/\/|\/\*|\*|--|#|;|%|@|\[<?\w|\{-|-\}|\(\*|<!--|""")/;

/** Where the comments and attributes directly above a row begin, below `floor`. */
function leadStart({ lines, language }: Context, row: number, floor: number): number {
  let start = row;
  const isLead = (line: string): boolean =>
    LEADING.test(line) &&
    (line.length > MAX_LINE || !language.patterns.some(({ expression }) => expression.test(line)));
  while (start - 1 > floor && isLead(lines.text[start - 1] ?? '')) start--;
  return start;
}
