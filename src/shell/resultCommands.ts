/** What can be done with rows of results. */
import * as vscode from 'vscode';
import { uriOf } from './openHit.ts';
import type { Opener } from './opener.ts';
import { fileOf, type Row } from './rows.ts';

/** A menu gives the row it was opened on and all that are selected; null: a key, which gives nothing. */
export function rowsOfMenu([row, rows]: readonly unknown[]): readonly Row[] | null {
  if (Array.isArray(rows) && rows.length > 0) return rows.filter(isRow);
  return isRow(row) ? [row] : null;
}

export async function openRow(opener: Opener, row: Row, toSide: boolean): Promise<void> {
  switch (row.type) {
    case 'hit':
      return opener.open(row, { toSide });
    case 'line':
      return opener.open(row.parent, { toSide, line: row.excerpt.line });
    case 'file': {
      const column = toSide ? vscode.ViewColumn.Beside : undefined;
      await vscode.commands.executeCommand('vscode.open', uriOf(row), column);
    }
  }
}

export async function copyPaths(rows: readonly Row[]): Promise<void> {
  const paths = new Set(rows.map((row) => uriOf(fileOf(row)).fsPath));
  if (paths.size > 0) await vscode.env.clipboard.writeText([...paths].join('\n'));
}

export function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return value.type === 'file' || value.type === 'hit' || value.type === 'line';
}
