/** The list of results as people change it: taken away, added to. Pure. */
import type { HitRow, Row } from './rows.ts';

/** Without these rows; a file's row takes all of its hits, a line's row its hit. */
export function without(rows: readonly HitRow[], dismissed: readonly Row[]): readonly HitRow[] {
  const gone = new Set(dismissed.flatMap(hitsOf).map(keyOf));
  return rows.filter((row) => !gone.has(keyOf(row)));
}

function hitsOf(row: Row): readonly HitRow[] {
  switch (row.type) {
    case 'file':
      return row.hits;
    case 'hit':
      return [row];
    case 'line':
      return [row.parent];
  }
}

/** The row that comes after the dismissed ones, as people see them, else the one before them; undefined: none is left. */
export function rowAfter(rows: readonly HitRow[], dismissed: readonly Row[]): HitRow | undefined {
  const gone = new Set(dismissed.flatMap(hitsOf).map(keyOf));
  const isGone = (row: HitRow): boolean => gone.has(keyOf(row));
  const last = rows.findLastIndex(isGone);
  return (
    rows.slice(last + 1).find((row) => !isGone(row)) ?? rows.slice(0, last).findLast((row) => !isGone(row))
  );
}

/** The row so many rows on from one, around the ends; from one that is not there the first, or backwards the last. */
export function rowOn(rows: readonly HitRow[], from: HitRow | null, by: 1 | -1): HitRow | undefined {
  const at = from === null ? -1 : rows.findIndex((row) => keyOf(row) === keyOf(from));
  if (at === -1) return by === 1 ? rows[0] : rows.at(-1);
  return rows[(at + by + rows.length) % rows.length];
}

/** The row that was another one before its file changed: of the same text, else the nearest one; null where it has none. */
export function rowLike(rows: readonly HitRow[], { hit }: HitRow): HitRow | null {
  const there = rows.filter((row) => row.hit.root === hit.root && row.hit.path === hit.path);
  const near = there.toSorted((a, b) => distance(a, hit) - distance(b, hit));
  return near.find((row) => row.hit.text === hit.text) ?? near[0] ?? null;
}

function distance(row: HitRow, { startLine }: HitRow['hit']): number {
  return Math.abs(row.hit.startLine - startLine);
}

/** From what was selected before and after the row with the keyboard was added to it, or taken out of it. */
export function rowsWithKeyboard(before: readonly Row[], toggled: readonly Row[]): readonly Row[] {
  const [added] = toggled.filter((row) => !before.includes(row));
  return added === undefined ? before : [added];
}

/** With more of a file, behind its last row; what is there already stays as it is. */
export function withMore(rows: readonly HitRow[], more: readonly HitRow[]): readonly HitRow[] {
  const known = new Set(rows.map(keyOf));
  const added = more.filter((row) => !known.has(keyOf(row)));
  const [first] = added;
  if (first === undefined) return rows;
  const last = rows.findLastIndex(({ hit }) => hit.root === first.hit.root && hit.path === first.hit.path);
  const at = last === -1 ? rows.length : last + 1;
  return [...rows.slice(0, at), ...added, ...rows.slice(at)];
}

export function keyOf({ hit }: HitRow): string {
  return `${hit.root}\0${hit.path}\0${hit.startLine}`;
}

export function countFiles(rows: readonly HitRow[]): number {
  return new Set(rows.map(({ hit }) => `${hit.root}\0${hit.path}`)).size;
}
