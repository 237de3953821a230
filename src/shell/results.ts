/** The tree of results: files, and in them what was found. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { highlights, queryWords } from './excerpt.ts';
import { uriOf } from './openHit.ts';
import { groupByFile, iconOf, linesOf, nameOf, type FileRow, type HitRow } from './rows.ts';

type Row = FileRow | HitRow;

export interface Results extends Disposable {
  show(rows: readonly HitRow[], query: string): void;
  /** Moves the keyboard to the first result. */
  focus(): Promise<void>;
}

/** Lines of a hit that its tooltip shows. */
const tooltipLines = 20;

export function createResults(): Results {
  const changed = new vscode.EventEmitter<undefined>();
  let files: readonly FileRow[] = [];
  let words: readonly string[] = [];
  const provider: vscode.TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getChildren: (row) => {
      if (row === undefined) return [...files];
      return row.type === 'file' ? [...row.hits] : [];
    },
    getParent: (row) => (row.type === 'hit' ? files.find(({ hits }) => hits.includes(row)) : undefined),
    getTreeItem: (row) => (row.type === 'file' ? fileItem(row) : hitItem(row, words)),
  };
  const view = vscode.window.createTreeView('homing.results', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  return {
    show: (rows, query) => {
      files = groupByFile(rows);
      words = queryWords(query);
      changed.fire(undefined);
      const [first] = files;
      // A list that was scrolled down would hide the best of the new results.
      if (first !== undefined && view.visible) void reveal(view, first, false);
    },
    focus: async () => {
      const row = files[0]?.hits[0];
      if (row === undefined) await vscode.commands.executeCommand('homing.results.focus');
      else await reveal(view, row, true);
    },
    dispose: () => {
      view.dispose();
      changed.dispose();
    },
  };
}

/** A newer list may have taken the row's place meanwhile: then there is nothing to reveal. */
async function reveal(view: vscode.TreeView<Row>, row: Row, focus: boolean): Promise<void> {
  try {
    await view.reveal(row, { select: focus, focus, expand: true });
  } catch {
    // As said above.
  }
}

function fileItem(row: FileRow): vscode.TreeItem {
  const slash = row.path.lastIndexOf('/');
  const uri = uriOf(row);
  const item = new vscode.TreeItem(row.path.slice(slash + 1), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${row.root}:${row.path}`;
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.description = row.path.slice(0, Math.max(0, slash));
  item.tooltip = uri.fsPath;
  item.contextValue = 'file';
  item.accessibilityInformation = { label: `${row.path}, ${row.hits.length} found` };
  return item;
}

function hitItem(row: HitRow, words: readonly string[]): vscode.TreeItem {
  const { hit, excerpt } = row;
  const name = nameOf(row);
  const item = new vscode.TreeItem({ label: name, highlights: highlights(name, words) });
  item.id = `${hit.root}:${hit.path}:${hit.startLine}`;
  item.iconPath = new vscode.ThemeIcon(iconOf(hit));
  item.description =
    hit.symbol === null || excerpt.text === hit.symbol ? linesOf(hit) : `${linesOf(hit)}  ${excerpt.text}`;
  item.tooltip = tooltip(row);
  item.contextValue = 'hit';
  item.command = { command: 'homing.openHit', title: 'Open', arguments: [row] };
  item.accessibilityInformation = {
    label: `${name}, lines ${linesOf(hit)}, ${excerpt.text}`,
  };
  return item;
}

function tooltip({ hit }: HitRow): vscode.MarkdownString {
  const lines = hit.text.split('\n');
  const shown = lines.slice(0, tooltipLines).join('\n');
  const text = new vscode.MarkdownString();
  text.appendText(`${hit.path}:${linesOf(hit)}`);
  text.appendCodeblock(lines.length > tooltipLines ? `${shown}\n…` : shown, hit.language ?? '');
  return text;
}
