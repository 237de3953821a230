/** Rows of results as the tree shows them. */
import * as vscode from 'vscode';
import { places } from './counts.ts';
import { highlights } from './excerpt.ts';
import { formatNumber, t } from './l10n.ts';
import { uriOf } from './openHit.ts';
import {
  fileOf,
  iconOf,
  lineRows,
  linesOf,
  nameOf,
  type FileRow,
  type HitRow,
  type LineRow,
  type Row,
} from './rows.ts';
import { numberedLines, whyLines } from './why.ts';

/** Lines of a hit that its tooltip shows. */
const tooltipLines = 20;

/** `flat`: hits stand alone, and say which file they are of. */
export function itemOf(row: Row, flat: boolean): vscode.TreeItem {
  switch (row.type) {
    case 'file':
      return fileItem(row);
    case 'hit':
      return hitItem(row, flat);
    case 'line':
      return lineItem(row);
  }
}

function fileItem(row: FileRow): vscode.TreeItem {
  const slash = row.path.lastIndexOf('/');
  const uri = uriOf(row);
  const item = new vscode.TreeItem(row.path.slice(slash + 1), vscode.TreeItemCollapsibleState.Expanded);
  item.id = idOf(row);
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.description = row.path.slice(0, Math.max(0, slash));
  item.tooltip = uri.fsPath;
  item.contextValue = 'file';
  item.accessibilityInformation = { label: `${row.path}, ${places(row.hits.length)}` };
  return item;
}

function hitItem(row: HitRow, flat: boolean): vscode.TreeItem {
  const { hit, excerpt } = row;
  const name = nameOf(row);
  const item = new vscode.TreeItem({ label: name, highlights: highlights(name, row.words) });
  item.id = idOf(row);
  const place = flat ? `${hit.path}:${hit.startLine + excerpt.line}` : linesOf(hit);
  item.description = hit.symbol === null || excerpt.text === hit.symbol ? place : `${place}  ${excerpt.text}`;
  if (flat) {
    item.resourceUri = uriOf(hit);
    item.iconPath = vscode.ThemeIcon.File;
  } else {
    item.iconPath = new vscode.ThemeIcon(iconOf(hit));
  }
  if (lineRows(row).length > 0) item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  item.tooltip = tooltip(row);
  item.contextValue = 'hit';
  item.command = { command: 'homing.openHit', title: t('Open'), arguments: [row] };
  const where = flat ? `${hit.path}, ` : '';
  item.accessibilityInformation = {
    label: `${name}, ${where}${t('lines {0}', linesOf(hit))}, ${excerpt.text}`,
  };
  return item;
}

function lineItem(row: LineRow): vscode.TreeItem {
  const { excerpt, parent } = row;
  const { text } = excerpt;
  const item = new vscode.TreeItem({ label: text, highlights: highlights(text, parent.words) });
  item.id = idOf(row);
  const line = formatNumber(parent.hit.startLine + excerpt.line);
  item.description = line;
  item.contextValue = 'line';
  item.command = { command: 'homing.openHit', title: t('Open'), arguments: [row] };
  item.accessibilityInformation = { label: `${text}, ${t('line {0}', line)}` };
  return item;
}

function idOf(row: Row): string {
  const { root, path } = fileOf(row);
  switch (row.type) {
    case 'file':
      return `${root}:${path}`;
    case 'hit':
      return `${root}:${path}:${row.hit.startLine}`;
    case 'line':
      return `${root}:${path}:${row.parent.hit.startLine}:${row.excerpt.line}`;
  }
}

function tooltip(row: HitRow): vscode.MarkdownString {
  const { hit } = row;
  const text = new vscode.MarkdownString();
  text.appendText(`${hit.path}:${linesOf(hit)}`);
  for (const line of whyLines(hit)) text.appendMarkdown('\n\n').appendText(line);
  // Behind the numbers a heading is none any more: documents stay without colours.
  const language = hit.kind === 'docs' ? 'plaintext' : (hit.language ?? 'plaintext');
  return text.appendCodeblock(numberedLines(row, tooltipLines), language);
}
