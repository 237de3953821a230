/** Cells of Jupyter notebooks (nbformat 4), as lines of their JSON file; outputs and metadata are left out. */

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

const SOURCE = /^\s*"source"\s*:\s*([^]*)$/;
const STRING = /^\s*(?:"source"\s*:\s*)?(\[?"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")*\]?),?\s*$/;

/** Characters. A longer line is a picture, or nothing that a pattern can be tried on. */
const MAX_LINE = 1_000_000;

/** Null where the lines are no notebook, or not laid out so that its cells' sources are lines of their own. */
export function readNotebook(lines: readonly string[]): Notebook | null {
  const types = cellTypes(lines.join('\n'));
  if (types === null) return null;
  const found = sourceRows(lines);
  if (found.length !== types.cells.length) return null;
  const cells = found.flatMap((rows, at): Cell[] => {
    if (rows === null) return [];
    const source = lines.slice(rows.start, rows.end + 1).map(decodedLine);
    return [{ ...rows, kind: types.cells[at] === 'code' ? 'code' : 'docs', source }];
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

function cellTypes(text: string): { readonly language: string; readonly cells: readonly string[] } | null {
  try {
    const notebook: unknown = JSON.parse(text);
    const cells = property(notebook, 'cells');
    if (!Array.isArray(cells)) return null;
    const metadata = property(notebook, 'metadata');
    const language =
      property(property(metadata, 'language_info'), 'name') ??
      property(property(metadata, 'kernelspec'), 'language');
    return {
      language: typeof language === 'string' ? language.toLowerCase() : 'python',
      cells: cells.map((cell) => String(property(cell, 'cell_type'))),
    };
  } catch {
    return null;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** One a cell, in order; null for an empty one. */
function sourceRows(lines: readonly string[]): ({ start: number; end: number } | null)[] {
  const rowsInCells = new Set(cellRows(lines));
  return lines.flatMap((line, row) => {
    const match = rowsInCells.has(row) && line.length < MAX_LINE ? SOURCE.exec(line) : null;
    if (match === null) return [];
    const rest = (match[1] ?? '').trimEnd().replace(/,$/, '').trimEnd();
    if (rest === '[]' || rest === '""') return [null];
    if (rest !== '[') return [{ start: row, end: row }];
    let end = row + 1;
    while (end < lines.length && isString(lines[end] ?? '')) end++;
    return [end === row + 1 ? null : { start: row + 1, end: end - 1 }];
  });
}

/** Containers around the keys of a cell: the notebook, its list of cells, the cell. */
const CELL_DEPTH = 3;

/** Rows that begin among a cell's own keys: a `source` anywhere else is an output's, or whatever metadata mean by it. */
function cellRows(lines: readonly string[]): number[] {
  const rows: number[] = [];
  let depth = 0;
  let key = '';
  lines.forEach((line, row) => {
    if (depth === CELL_DEPTH && key === 'cells') rows.push(row);
    for (let at = 0; at < line.length; at++) {
      const sign = line[at];
      if (sign === '"') {
        const end = endOfString(line, at);
        if (depth === 1) key = line.slice(at + 1, end);
        at = end;
      } else if (sign === '{' || sign === '[') depth++;
      else if (sign === '}' || sign === ']') depth--;
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
