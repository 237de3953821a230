/** Rows of results as the tree shows them. */
import * as vscode from 'vscode';
import { places } from './counts.ts';
import { highlights } from './excerpt.ts';
import { formatNumber, t } from './l10n.ts';
import { uriOf } from './openHit.ts';
import { plainText } from './plainText.ts';
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

export interface Around {
  /** Hits stand alone, and say which file they are of. */
  readonly flat: boolean;
  /** The name of the row's folder where there are several. */
  readonly folder: string | null;
}

export function itemOf(row: Row, around: Around): vscode.TreeItem {
  switch (row.type) {
    case 'file':
      return fileItem(row, around);
    case 'hit':
      return hitItem(row, around);
    case 'line':
      return lineItem(row);
  }
}

function fileItem(row: FileRow, around: Around): vscode.TreeItem {
  const path = pathOf(row.path, around);
  const { folder, file } = splitPath(path);
  const uri = uriOf(row);
  const item = new vscode.TreeItem(file, vscode.TreeItemCollapsibleState.Expanded);
  item.id = idOf(row);
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.description = folder;
  item.tooltip = uri.fsPath;
  item.contextValue = 'file';
  item.accessibilityInformation = { label: `${path}, ${places(row.hits.length)}` };
  return item;
}

/** As people read it: with the folder's name where there are several. */
function pathOf(path: string, { folder }: Around): string {
  return folder === null ? path : `${folder}/${path}`;
}

function hitItem(row: HitRow, around: Around): vscode.TreeItem {
  const { flat } = around;
  const { hit, excerpt } = row;
  const name = nameOf(row);
  const item = new vscode.TreeItem({ label: name, highlights: highlights(name, row.words) });
  item.id = idOf(row);
  const path = pathOf(hit.path, around);
  const place = flat ? placeIn(path, hit.startLine + excerpt.line) : linesOf(hit);
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
  const where = flat ? `${path}, ` : '';
  item.accessibilityInformation = {
    label: `${name}, ${where}${t('lines {0}', linesOf(hit))}, ${excerpt.text}`,
  };
  return item;
}

/** The file before its folder: a narrow view cuts what comes last. */
function placeIn(path: string, line: number): string {
  const { folder, file } = splitPath(path);
  return folder === '' ? `${file}:${line}` : `${file}:${line}  ${folder}`;
}

function splitPath(path: string): { readonly folder: string; readonly file: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, slash)), file: path.slice(slash + 1) };
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
  // A name is shown with every space that it has.
  text.appendText(`${hit.path}:${linesOf(hit)}`);
  for (const line of whyLines(hit)) text.appendMarkdown(`\n\n${plainText(line)}`);
  // Behind the numbers a heading is none any more: documents stay without colours.
  const language = hit.kind === 'docs' ? 'plaintext' : (hit.language ?? 'plaintext');
  return text.appendCodeblock(numberedLines(row, tooltipLines), language);
}
