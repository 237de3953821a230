import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a byte stream in order, in groups: those that have come together. `\n` and `\r\n` end a line, and nothing
 * else does (JSON text may hold U+2028), nor needs the last one an end. A byte order mark at the start is dropped;
 * invalid UTF-8 becomes U+FFFD.
 */
export async function* inputLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  /** The line whose end has not come yet, in pieces: joined once, so that one huge line costs no more than its length. */
  let pieces: string[] = [];
  let isStart = true;
  for await (const bytes of stream) {
    let text = typeof bytes === 'string' ? bytes : decoder.write(bytes);
    if (isStart && text !== '') {
      if (text.startsWith('\ufeff')) text = text.slice(1);
      isStart = false;
    }
    const parts = text.split('\n');
    const open = parts.pop() ?? '';
    const lines: string[] = [];
    for (const part of parts) {
      lines.push(withoutReturn([...pieces, part].join('')));
      pieces = [];
    }
    if (open !== '') pieces.push(open);
    if (lines.length > 0) yield lines;
  }
  pieces.push(decoder.end());
  const last = pieces.join('');
  if (last !== '') yield [withoutReturn(last)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
