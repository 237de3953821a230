/**
 * The one definition of a line: text ends a line at `\n`; a `\r` just before it belongs to the line's end, not to the
 * line; a final `\n` starts no further line. Empty text has no lines. Line n (from 1) is element n - 1.
 */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (!text.includes('\r')) return lines;
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
