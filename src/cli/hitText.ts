import type { Hit } from '../engine/types.ts';
import { neutralise, neutraliseLine, type Paint } from './terminal.ts';

/** Lines of a hit that are shown to people; `--json` gives all of them. */
const excerptLines = 5;
/** Characters of a line that are shown. */
const longestLine = 160;
/** Shorter words are in every line. */
const shortestWord = 3;

/** Hits as blocks of text: place, symbol and score on one line, an excerpt below. */
export function hitsText(hits: readonly ShownHit[], query: string, paint: Paint): string {
  return hits.map((hit) => hitText(hit, queryWords(query), paint)).join('\n');
}

/** `more`: hits of its file that are not shown. */
type ShownHit = Hit & { readonly more: number };

function hitText(hit: ShownHit, words: readonly string[], paint: Paint): string {
  const place = `${paint('path', neutraliseLine(hit.path))}:${paint('lines', `${hit.startLine}-${hit.endLine}`)}`;
  const symbol = hit.symbol === null ? '' : `  ${paint('symbol', neutraliseLine(hit.symbol))}`;
  const heading = `${place}${symbol}  ${paint('dim', hit.score.toFixed(3))}\n`;
  const lines = hit.text.split('\n');
  const first = excerptStart(lines, words);
  const shown = lines.slice(first, first + excerptLines);
  const gutter = String(hit.startLine + first + shown.length - 1).length;
  const body = shown.map((line, offset) => {
    const number = String(hit.startLine + first + offset).padStart(gutter);
    return `  ${paint('dim', number)}  ${shorten(line)}\n`;
  });
  const more = hit.more === 0 ? '' : `  ${paint('dim', `+${hit.more} more in this file`)}\n`;
  return heading + body.join('') + more;
}

function shorten(line: string): string {
  const shown = neutralise(line.replace(/\r$/, '')).replace(/\t/g, '  ').trimEnd();
  return shown.length <= longestLine ? shown : `${shown.slice(0, longestLine - 1)}…`;
}

/** Its words, and what stands in quotes as a whole: the line that holds it has one more than those that hold its words. */
function queryWords(query: string): readonly string[] {
  const lower = query.toLowerCase();
  const words = lower.match(/[\p{L}\p{N}]+/gu) ?? [];
  const phrases = [...lower.matchAll(/"([^"]+)"/gu)].map(([, phrase = '']) => phrase);
  return [...new Set([...words, ...phrases].filter((word) => word.length >= shortestWord))];
}

/** Index of the line from which the excerpt shows most of the query's words; the first of equals, so usually the top. */
export function excerptStart(lines: readonly string[], words: readonly string[]): number {
  const found = lines.map((line) => {
    const lower = line.toLowerCase();
    return words.filter((word) => lower.includes(word));
  });
  const starts = Math.max(1, lines.length - excerptLines + 1);
  let best = 0;
  let most = -1;
  for (let start = 0; start < starts; start++) {
    const count = new Set(found.slice(start, start + excerptLines).flat()).size;
    if (count > most) [best, most] = [start, count];
  }
  return best;
}
