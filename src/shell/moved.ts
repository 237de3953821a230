/** Where a hit stands in a file that was changed since it was found. Pure. */
import type { HitRow } from './rows.ts';

/** Lines of a hit that are looked for. */
const mostLines = 200;

/**
 * The same row, moved to where most of its lines are; as near as can be where they are in several places, and where it was
 * where they are nowhere. `lines` are the file's.
 */
export function movedRow(row: HitRow, lines: readonly string[]): HitRow {
  const { hit } = row;
  const by = movedBy(hit.text.split('\n').slice(0, mostLines), lines, hit.startLine - 1);
  if (by === 0) return row;
  const moved = { ...row, hit: { ...hit, startLine: hit.startLine + by, endLine: hit.endLine + by } };
  return withoutFirst(moved, Math.max(0, 1 - moved.hit.startLine));
}

/** The row without its first `gone` lines, which would stand above the file. */
function withoutFirst(row: HitRow, gone: number): HitRow {
  if (gone === 0) return row;
  const { hit, excerpt } = row;
  return {
    ...row,
    hit: {
      ...hit,
      startLine: 1,
      endLine: Math.max(1, hit.endLine),
      text: hit.text.split('\n').slice(gone).join('\n'),
    },
    excerpt: { ...excerpt, line: Math.max(0, excerpt.line - gone) },
    lines: row.lines.flatMap((each) => (each.line < gone ? [] : [{ ...each, line: each.line - gone }])),
  };
}

/** Lines down from `at`, from 0, where the wanted ones were. */
function movedBy(wanted: readonly string[], lines: readonly string[], at: number): number {
  const same = (line: number, text: string): boolean => lines[line]?.trimEnd() === text.trimEnd();
  if (wanted.every((text, line) => same(at + line, text))) return 0;
  const places = placesOf(new Set(wanted.map((text) => text.trimEnd()).filter((text) => text !== '')), lines);
  const votes = new Map<number, number>();
  wanted.forEach((text, line) => {
    for (const place of places.get(text.trimEnd()) ?? []) {
      const by = place - at - line;
      votes.set(by, (votes.get(by) ?? 0) + 1);
    }
  });
  let best = 0;
  for (const [by, count] of votes) {
    const most = votes.get(best) ?? 0;
    if (count > most || (count === most && Math.abs(by) < Math.abs(best))) best = by;
  }
  return best;
}

/** A line that a file is full of says nothing of where a hit is. */
const mostPlaces = 50;

function placesOf(texts: ReadonlySet<string>, lines: readonly string[]): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, at) => {
    const text = line.trimEnd();
    if (!texts.has(text)) return;
    const found = places.get(text);
    if (found === undefined) places.set(text, [at]);
    else if (found.length < mostPlaces) found.push(at);
  });
  return places;
}
