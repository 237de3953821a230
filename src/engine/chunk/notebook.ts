/** Cells of Jupyter notebooks (nbformat 4 and 3), as lines of their JSON file; outputs and metadata are left out. */

export interface Cell {
  readonly kind: 'code' | 'docs';
  /** Rows of the file, both inclusive, that hold nothing but the cell's source. */
  readonly start: number;
  readonly end: number;
  /** What each of those rows says. */
  readonly source: readonly string[];
}

export interface Notebook {
  /** VS Code language id of its code. */
  readonly language: string;
  readonly cells: readonly Cell[];
}

/** nbformat 3 calls the source of code its input. */
const SOURCE = /^\s*"(?:source|input)"\s*:\s*([^]*)$/;
const STRING =
  /^\s*(?:"(?:source|input)"\s*:\s*)?(\[?"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")*\]?),?\s*$/;

/** Characters. A longer line is a picture, or nothing that a pattern can be tried on. */
const MAX_LINE = 1_000_000;

/** Null where the lines are no notebook. A cell whose source does not stand in lines of its own is left out: beside it stand outputs. */
export function readNotebook(lines: readonly string[]): Notebook | null {
  const types = cellTypes(lines.join('\n'));
  if (types === null) return null;
  const cells = sourceRows(lines).map(({ cell, start, end }): Cell => {
    const source = lines.slice(start, end + 1).map(decodedLine);
    return { start, end, kind: types.cells[cell] === 'code' ? 'code' : 'docs', source };
  });
  return { language: types.language, cells };
}

/** The text of a notebook's lines as people read them: strings without their quotes and escapes. */
export function readableLines(text: string): string {
  return text.split('\n').map(decodedLine).join('\n');
}

function isString(line: string): boolean {
  return line.length < MAX_LINE && STRING.test(line);
}

function decodedLine(line: string): string {
  const json = line.length < MAX_LINE ? STRING.exec(line)?.[1] : undefined;
  if (json === undefined) return line;
  try {
    const value: unknown = JSON.parse(json);
    const text = Array.isArray(value) ? value.join('') : value;
    return typeof text === 'string' ? text.replace(/\n$/, '') : line;
  } catch {
    return line;
  }
}

/** Why a notebook is left out, in a few words for people; null where it is not. As bare lines its outputs would be read. */
export function notebookReason(lines: readonly string[]): string | null {
  const text = lines.join('\n');
  if (text.trim() === '') return null;
  const cells = cellsOf(parsed(text));
  const isWritten = cells?.some((cell) => sourceOf(cell).trim() !== '') ?? true;
  return isWritten && (cells === null || sourceRows(lines).length === 0) ? UNREADABLE : null;
}

const UNREADABLE = 'notebook that cannot be read cell by cell';

interface CellTypes {
  readonly language: string;
  readonly cells: readonly string[];
}

function cellTypes(text: string): CellTypes | null {
  const notebook = parsed(text);
  const cells = cellsOf(notebook);
  if (cells === null) return null;
  const metadata = property(notebook, 'metadata');
  const language =
    property(property(metadata, 'language_info'), 'name') ??
    property(property(metadata, 'kernelspec'), 'language') ??
    cells.map((cell) => property(cell, 'language')).find((each) => typeof each === 'string');
  return {
    language: typeof language === 'string' ? language.toLowerCase() : 'python',
    cells: cells.map((cell) => String(property(cell, 'cell_type'))),
  };
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Those of all worksheets, in which nbformat 3 keeps them; null where there are none to be had. */
function cellsOf(notebook: unknown): readonly unknown[] | null {
  const cells: unknown = property(notebook, 'cells');
  if (Array.isArray(cells)) return cells as readonly unknown[];
  const sheets = property(notebook, 'worksheets');
  return Array.isArray(sheets) ? sheets.flatMap((sheet) => cellsOf(sheet) ?? []) : null;
}

function sourceOf(cell: unknown): string {
  const source = property(cell, 'source') ?? property(cell, 'input');
  return Array.isArray(source) ? source.join('') : typeof source === 'string' ? source : '';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** In order, with the number of the cell; none of a cell that is empty or laid out otherwise. */
function sourceRows(
  lines: readonly string[],
): { readonly cell: number; readonly start: number; readonly end: number }[] {
  return cellRows(lines).flatMap(({ row, cell }) => {
    const line = lines[row] ?? '';
    const match = line.length < MAX_LINE ? SOURCE.exec(line) : null;
    if (match === null) return [];
    const rest = (match[1] ?? '').trimEnd().replace(/,$/, '').trimEnd();
    if (rest === '[]' || rest === '""') return [];
    if (rest !== '[') return isString(line) ? [{ cell, start: row, end: row }] : [];
    let end = row + 1;
    while (end < lines.length && isString(lines[end] ?? '')) end++;
    return end === row + 1 ? [] : [{ cell, start: row + 1, end: end - 1 }];
  });
}

/** Containers around the keys of a cell: the notebook, its list of cells, the cell; in nbformat 3 a list of worksheets before. */
const CELL_DEPTH = 3;
const SHEET_DEPTH = 3;

/** Rows that begin among a cell's own keys: a `source` anywhere else is an output's, or whatever metadata mean by it. */
function cellRows(lines: readonly string[]): { readonly row: number; readonly cell: number }[] {
  const rows: { row: number; cell: number }[] = [];
  let depth = 0;
  let cell = -1;
  let key = '';
  let sheetKey = '';
  const isAtCell = (): boolean =>
    key === 'cells'
      ? depth === CELL_DEPTH
      : key === 'worksheets' && sheetKey === 'cells' && depth === SHEET_DEPTH + CELL_DEPTH - 1;
  lines.forEach((line, row) => {
    if (isAtCell()) rows.push({ row, cell });
    for (let at = 0; at < line.length; at++) {
      const sign = line[at];
      if (sign === '"') {
        const end = endOfString(line, at);
        if (depth === 1) key = line.slice(at + 1, end);
        else if (depth === SHEET_DEPTH) sheetKey = line.slice(at + 1, end);
        at = end;
      } else if (sign === '{' || sign === '[') {
        depth++;
        if (isAtCell()) cell++;
      } else if (sign === '}' || sign === ']') depth--;
    }
  });
  return rows;
}

/** Where the string that begins at `start` has its last quote. */
function endOfString(line: string, start: number): number {
  let at = start + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return at;
}
