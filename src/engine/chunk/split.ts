/** Splits what is larger than the budget at the lines where a reader would: blank lines and statements that stand out. */
import { type Lines, type Span, isBlank, tokensIn } from './spans.ts';

/** Weighs a level of indentation, the unit of all costs below. Values tried on source of six languages by eye. */
const MAX_LEVELS = 8;
const BLANK_LINE_ABOVE = -1.5;
const AFTER_COMMENT = 3;
const AT_CLOSER = 4;
/** For a piece that is smaller or larger than the even share by all of it. */
const UNEVEN = 4;
/** Smallest piece, as a part of the even share. */
const LEAST_SHARE = 0.5;

/** Tells how bad it is to begin a piece at a row; higher is worse. */
export type CutCost = (row: number) => number;

/** Pieces of a span in order, each within the budget where its lines allow; all keep the name of the whole. */
export function splitSpan(lines: Lines, span: Span, budget: number, cost: CutCost): Span[] {
  const pieces: Span[] = [];
  // What else it declares is told of the first.
  const { alsoDeclares: _others, ...part } = span;
  let rest = span;
  for (;;) {
    const left = tokensIn(lines, rest.start, rest.end);
    if (left <= budget || rest.start === rest.end) return [...pieces, rest];
    const cut = bestCut(lines, rest, budget, cost);
    pieces.push({ ...rest, end: cut - 1 });
    rest = { ...part, start: cut };
  }
}

/** The row at which the next piece begins. */
function bestCut(lines: Lines, span: Span, budget: number, cost: CutCost): number {
  const total = tokensIn(lines, span.start, span.end);
  const share = total / Math.ceil(total / budget);
  let best = span.start + 1;
  let bestCost = Infinity;
  for (let row = span.start + 1; row <= span.end; row++) {
    const size = tokensIn(lines, span.start, row - 1);
    if (size > budget) break;
    if (isBlank(lines, row)) continue;
    const small = size < share * LEAST_SHARE ? UNEVEN : 0;
    const rowCost = cost(row) + small + (UNEVEN * Math.abs(size - share)) / share;
    if (rowCost <= bestCost) {
      best = row;
      bestCost = rowCost;
    }
  }
  return best;
}

const CLOSER =
  /^\s*(?:[)}\]>;,]|<\/|end\b|fi\b|done\b|esac\b|else\b|elif\b|elsif\b|except\b|catch\b|finally\b|rescue\b|ensure\b|then\b|\{)/;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|#|--|;;|@|\[<?\w|<!--|"""|''')/;

/** Cost of a cut in code and data, told from indentation: statements of the outermost block stand furthest to the left. */
export function indentationCost(lines: Lines): CutCost {
  const unit = indentationUnit(lines);
  return (row) => {
    const line = lines.text[row] ?? '';
    const above = row > 0 ? (lines.text[row - 1] ?? '') : '';
    let cost = Math.min(MAX_LEVELS, indentation(line) / unit);
    if (above.trim() === '') cost += BLANK_LINE_ABOVE;
    else if (COMMENT.test(above)) cost += AFTER_COMMENT;
    if (CLOSER.test(line)) cost += AT_CLOSER;
    return cost;
  };
}

/** Columns before the first character, a tab being four. */
export function indentation(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4;
    else break;
  }
  return columns;
}

/** How many lines are looked at to tell how a file is indented. */
const SAMPLE_LINES = 200;

function indentationUnit(lines: Lines): number {
  let unit = 8;
  for (const line of lines.text.slice(0, SAMPLE_LINES)) {
    const columns = indentation(line);
    // One column is the ` *` of a comment.
    if (columns >= 2 && columns < unit && columns < line.length) unit = columns;
  }
  return unit;
}

/** Cost of a cut in prose: between paragraphs, before list items, never inside a fenced block. */
export function proseCost(lines: Lines, isFenced: (row: number) => boolean): CutCost {
  return (row) => {
    if (isFenced(row)) return MAX_LEVELS;
    const line = lines.text[row] ?? '';
    const afterBlank = row > 0 && isBlank(lines, row - 1);
    if (afterBlank) return /^\s*(?:```|~~~|\|)/.test(line) ? 1 : BLANK_LINE_ABOVE;
    return /^\s*(?:[-*+]|\d+[.)])\s/.test(line) ? 0 : 3;
  };
}
