/** Hits as the rows that people see. Pure: no editor here. */
import type { FolderHit } from '../protocol/messages.ts';
import { bestLine, matchedLines, queryWords, type Excerpt } from './excerpt.ts';
import { shortPath } from './shortPath.ts';

/** All hits of one file. */
export interface FileRow {
  readonly type: 'file';
  readonly root: string;
  readonly path: string;
  /** In the order of their rank. */
  readonly hits: readonly HitRow[];
}

export interface HitRow {
  readonly type: 'hit';
  readonly hit: FolderHit;
  readonly excerpt: Excerpt;
  /** The lines that matched. */
  readonly lines: readonly Excerpt[];
  /** In lower case: what is highlighted. */
  readonly words: readonly string[];
}

/** One of the lines that matched. */
export interface LineRow {
  readonly type: 'line';
  readonly parent: HitRow;
  readonly excerpt: Excerpt;
}

export type Row = FileRow | HitRow | LineRow;

/** `query` is empty where something else than a text was asked for. */
export function hitRows(hits: readonly FolderHit[], query: string): readonly HitRow[] {
  const asked = queryWords(query);
  return hits.map((hit) => {
    const matched = (hit.why?.lines ?? []).map((line) => line - hit.startLine);
    const words = [...new Set([...asked, ...(hit.why?.words ?? [])])];
    return {
      type: 'hit',
      hit,
      excerpt: bestLine(hit.text, words, matched, hit.symbol),
      lines: matchedLines(hit.text, words, matched),
      words,
    };
  });
}

/** Files in the order of their best hit. */
export function groupByFile(rows: readonly HitRow[]): readonly FileRow[] {
  const files = new Map<string, { root: string; path: string; hits: HitRow[] }>();
  for (const row of rows) {
    const { root, path } = row.hit;
    const key = `${root}\0${path}`;
    const file = files.get(key) ?? { root, path, hits: [] };
    files.set(key, file);
    file.hits.push(row);
  }
  return [...files.values()].map((file) => ({ type: 'file', ...file }));
}

/** Rows of the lines that matched; a single one is the hit's own line already. */
export function lineRows(row: HitRow): readonly LineRow[] {
  return row.lines.length < 2 ? [] : row.lines.map((excerpt) => ({ type: 'line', parent: row, excerpt }));
}

/** Codicon of a hit. */
export function iconOf({ kind, symbol }: FolderHit): string {
  if (kind === 'docs') return 'book';
  return symbol === null ? 'file-code' : 'symbol-method';
}

/** What a row is called: the declaration or the heading, else the line. */
export function nameOf({ hit, excerpt }: HitRow): string {
  return hit.symbol ?? excerpt.text;
}

/** `12` or `12–40`. */
export function linesOf({ startLine, endLine }: FolderHit): string {
  return startLine === endLine ? `${startLine}` : `${startLine}–${endLine}`;
}

/** File and folder a row is about. */
export function fileOf(row: Row): { readonly root: string; readonly path: string } {
  switch (row.type) {
    case 'file':
      return row;
    case 'hit':
      return row.hit;
    case 'line':
      return row.parent.hit;
  }
}

/** From 1: the line of a file that says most of a row; null: the row is about all of the file. */
export function lineOf(row: Row): number | null {
  switch (row.type) {
    case 'file':
      return null;
    case 'hit':
      return row.hit.startLine + row.excerpt.line;
    case 'line':
      return row.parent.hit.startLine + row.excerpt.line;
  }
}

export interface PaletteTexts {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** Characters of symbol and path that a row of the palette shows, beside what is between them and the line. */
const paletteWidth = 72;

/**
 * Texts of a palette row. A quick pick moves rows whose label matches what is typed to the top, whatever their rank: the
 * label is an icon, in which nothing can match, and the names stand in the description, which does not count for that.
 */
export function paletteTexts(row: HitRow, folderName: string | null): PaletteTexts {
  const { hit, excerpt } = row;
  const path = `${folderName === null ? '' : `${folderName}/`}${hit.path}`;
  const room = paletteWidth - (hit.symbol?.length ?? 0);
  const place = `${shortPath(path, room)}:${hit.startLine + excerpt.line}`;
  return {
    label: `$(${iconOf(hit)})`,
    description: withoutIcons(hit.symbol === null ? place : `${hit.symbol}  ·  ${place}`),
    detail: withoutIcons(excerpt.text),
  };
}

/** A quick pick takes `$(date)` of a script or of a file's name for an icon, unless a backslash says that it is none. */
export function withoutIcons(text: string): string {
  return text.replace(/\$\((?=[\w-]+(?:~\w+)?\))/gu, '\\$(');
}
