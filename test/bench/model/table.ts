/** What the bench prints: tables for people, the same as JSON for programs. */

export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  /** Digits behind the point of numbers; default 0. */
  readonly digits?: number;
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** As many cells as columns; null where there is nothing to tell. */
  readonly rows: readonly (readonly Cell[])[];
  /** What was measured how, and what was left out: sentences. */
  readonly notes: readonly string[];
}

function printed(cell: Cell, { digits = 0 }: Column): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? cell.toFixed(digits) : cell;
}

/** Markdown, the columns aligned for a terminal. */
export function printTable({ title, columns, rows, notes }: Table): string {
  const cells = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map((column, at) => printed(row[at] ?? null, column))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const isNumber = columns.map((_, at) => rows.every((row) => typeof (row[at] ?? 0) === 'number'));
  const line = (row: readonly string[]): string => {
    const padded = row.map((cell, at) =>
      isNumber[at] === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const [head = [], ...body] = cells;
  const rule = `|${widths.map((width, at) => (isNumber[at] === true ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  const parts = [`## ${title}`, '', line(head), rule, ...body.map(line), ''];
  return [...parts, ...notes.map((note) => `${note}\n`)].join('\n');
}

/** Rows as objects by column name; numbers in full. */
export function tableAsJson({ id, title, columns, rows, notes }: Table): unknown {
  const named = rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  return { id, title, rows: named, notes };
}
