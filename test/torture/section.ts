/** What a part of the torture found, as data, and as a part of the page. */

export interface Section {
  readonly title: string;
  /** Sentences of Markdown: what was done. */
  readonly told: readonly string[];
  readonly table: Table | null;
  /** One sentence each; none where all was well. */
  readonly faults: readonly string[];
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What every part is given. */
export interface Torture {
  readonly seed: number;
  /** Share of the full length, above 0 to 1. */
  readonly share: number;
  /** Empty folder of its own. */
  readonly scratch: string;
  readonly say: (line: string) => void;
}

export function sectionText({ title, told, table, faults }: Section): string {
  const lines = [`## ${title}`, '', ...told];
  if (table !== null) {
    const isNumber = (column: number): boolean =>
      table.rows.every(
        (row) => typeof row[column] === 'number' || /^[\d,.]+( \w+)?$/.test(String(row[column])),
      );
    const rule = table.head.map((_, column) => (column > 0 && isNumber(column) ? '---:' : '---'));
    const rows = table.rows.map((row) => row.map(cell));
    lines.push('', ...[table.head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`));
  }
  lines.push('', faults.length === 0 ? 'Nothing failed.' : `**${faults.length} failed:**`, '');
  if (faults.length > 0) lines.push(...faults.map((fault) => `- ${cell(fault)}`), '');
  return lines.join('\n');
}

function cell(value: string | number): string {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ').slice(0, 500);
}

/** How many of `full` a run of this length takes, at least `least`. */
export function scaled({ share }: Torture, full: number, least = 1): number {
  return Math.max(least, Math.round(full * share));
}

export function count<T>(values: readonly T[], of: (value: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(of(value), (counts.get(of(value)) ?? 0) + 1);
  return counts;
}

/** The value below which so large a share lies; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
