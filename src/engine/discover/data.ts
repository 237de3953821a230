/** Pictures, fonts and numbers that stand in lines of text: nobody asks for their letters. Pure. */

/** Characters. A shorter line is read as it is. */
const LONG_LINE = 256;
/** Base64, digits of hashes, and what is written in escapes. Each begins where nothing of its kind stands before it, so that it is tried once. */
const ENCODED = /(?<![\w+/=%\\-])[\w+/=%\\-]{256,}/g;
/** Characters without a space beyond which a list of numbers, or whatever it is, is not read on. */
const LONGEST_RUN = 4_000;
const RUN = new RegExp(`(?<![!-~])[!-~]{${LONGEST_RUN},}`, 'g');

/** The text without what is data by its look. The lines stay the same in number. */
export function withoutData(text: string): string {
  if (!hasLineFrom(text, LONG_LINE)) return text;
  return text.replace(ENCODED, '').replace(RUN, (run) => run.slice(0, LONGEST_RUN));
}

/** The text with no line longer than this. */
export function cutLines(text: string, most: number): string {
  if (!hasLineFrom(text, most + 1)) return text;
  return text
    .split('\n')
    .map((line) => line.slice(0, most))
    .join('\n');
}

/** Whether a line has as many characters. */
function hasLineFrom(text: string, length: number): boolean {
  if (text.length < length) return false;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (end - start >= length) return true;
    start = end + 1;
  }
  return text.length - start >= length;
}
