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

const SOURCE = /^(\s*)"source"\s*:\s*([^]*)$/;
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

/** One a cell, in order; null for an empty one. A `source` that stands deeper belongs to an output. */
function sourceRows(lines: readonly string[]): ({ start: number; end: number } | null)[] {
  const keys = lines.flatMap((line, row) => {
    const match = line.length < MAX_LINE ? SOURCE.exec(line) : null;
    if (match === null) return [];
    const rest = (match[2] ?? '').trimEnd().replace(/,$/, '').trimEnd();
    return [{ row, indentation: (match[1] ?? '').length, rest }];
  });
  const outermost = Math.min(...keys.map(({ indentation }) => indentation));
  return keys
    .filter(({ indentation }) => indentation === outermost)
    .map(({ row, rest }) => {
      if (rest === '[]' || rest === '""') return null;
      if (rest !== '[') return { start: row, end: row };
      let end = row + 1;
      while (end < lines.length && isString(lines[end] ?? '')) end++;
      return end === row + 1 ? null : { start: row + 1, end: end - 1 };
    });
}
