/** Tells what a program has packed for machines from what people write. Pure. */

import { withoutData } from './data.ts';

/** Characters. People do not write lines or averages beyond these. */
const LONGEST_LINE = 20_000;
const MEAN_LINE = 300;
/** Characters; a shorter file costs nothing whatever it is. */
const MINIFIED_FROM = 4_000;

/** Lines and characters that make a file of their own. What stands before and behind a bundle's code is less: its licence is a comment. */
const OWN_LINES = 40;
const OWN_TEXT = 1_000;
/** Ordinary lines to each long one. Bundles that keep a module in a line have a few around each. */
const ORDINARY_TO_LONG = 20;

/** Whether nobody reads this code. A file that people wrote may hold a picture or a page in a line or two. */
export function isMinified(text: string): boolean {
  if (text.length < MINIFIED_FROM) return false;
  const lines = text.split(text.includes('\n') ? '\n' : '\r');
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 0);
  if (longest <= LONGEST_LINE && text.length / lines.length <= MEAN_LINE) return false;
  return !hasTextOfItsOwn(lines);
}

const COMMENT_LINE = /^(?:\/\/|\*|#|--|;|%)/;

/** Whether a file is left without its long lines, comments not counted, and more than what these hold beside data. */
function hasTextOfItsOwn(lines: readonly string[]): boolean {
  let long = 0;
  let packed = 0;
  let ordinary = 0;
  let characters = 0;
  let isInComment = false;
  for (const line of lines) {
    if (line.length > MEAN_LINE) {
      long++;
      packed += withoutData(line).length;
      isInComment = false;
      continue;
    }
    const written = line.trim();
    isInComment ||= written.startsWith('/*');
    if (!isInComment && written !== '' && !COMMENT_LINE.test(written)) {
      ordinary++;
      characters += written.length;
    }
    if (written.includes('*/')) isInComment = false;
  }
  return ordinary >= Math.max(OWN_LINES, long * ORDINARY_TO_LONG) && characters >= Math.max(OWN_TEXT, packed);
}
