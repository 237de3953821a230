/**
 * The one definition of a line, which is the editor's: text ends a line at `\n`, at `\r\n` and at a `\r` that stands alone,
 * none of which belongs to the line; one at the end starts no further line. Empty text has no lines. Line n (from 1) is
 * element n - 1.
 */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.includes('\r') ? text.split(/\r\n?|\n/) : text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
