/** The sidebar's second section: what is indexed, what is being done, what was left out and why. */
import * as vscode from 'vscode';
import { indexRows, type IndexDetails, type IndexRow } from './indexRows.ts';
import { overallSentence } from './wording.ts';
import { uriOf } from './openHit.ts';
import type { Session } from './session.ts';
import { t } from './l10n.ts';
import { nameOfRoot } from './workspacePlaces.ts';

/** Milliseconds between two redraws while numbers run. */
const redrawEvery = 500;

export function createIndexView(session: Session): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let details: IndexDetails = { statuses: [], skipped: [] };
  const names = () => ({ nameOf: (root: string) => nameOfRoot(root, session.folders()), now: new Date() });
  const view = vscode.window.createTreeView<IndexRow>('homing.index', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => [...(row?.children ?? indexRows(session.life, details, names()))],
      getTreeItem: itemOf,
    },
  });
  /** Looks through the folders on disk: only when somebody is looking, and never while they are being indexed. */
  const ask = async (): Promise<void> => {
    if (session.life.type !== 'running' || !view.visible) return;
    try {
      const [statuses, skipped] = await Promise.all([session.status(), session.skipped()]);
      details = { statuses, skipped };
      changed.fire(undefined);
    } catch {
      // The state says what is wrong.
    }
  };
  let timer: NodeJS.Timeout | null = null;
  let wasBusy = true;
  const redraw = (): void => {
    timer = null;
    const { overall } = session;
    view.message = session.life.type === 'running' ? '' : overallSentence(overall);
    view.description = overall.type === 'paused' ? t('paused') : '';
    changed.fire(undefined);
    const isBusy = overall.type === 'indexing';
    if (wasBusy && !isBusy) void ask();
    wasBusy = isBusy;
  };
  const redrawSoon = (): void => {
    timer ??= setTimeout(redraw, redrawEvery);
  };
  redraw();
  return vscode.Disposable.from(
    view,
    changed,
    session.onDidChange(redrawSoon),
    view.onDidChangeVisibility(() => void ask()),
    { dispose: () => clearTimeout(timer ?? undefined) },
  );
}

function itemOf(row: IndexRow): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, None);
  if (row.children.length > 0) item.collapsibleState = row.expanded ? Expanded : Collapsed;
  item.id = row.id;
  item.description = row.description;
  item.tooltip = row.description === '' ? row.label : `${row.label}: ${row.description}`;
  if (row.context !== null) item.contextValue = row.context;
  if (row.icon !== null) item.iconPath = new vscode.ThemeIcon(row.icon);
  if (row.file !== null) {
    item.resourceUri = uriOf(row.file);
    item.iconPath = vscode.ThemeIcon.File;
    item.command = { command: 'vscode.open', title: t('Open'), arguments: [item.resourceUri] };
  }
  item.accessibilityInformation = { label: [row.label, row.description].filter(Boolean).join(', ') };
  return item;
}
