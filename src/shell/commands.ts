/** One table of commands; package.json names the same, and a test compares them. */
import * as vscode from 'vscode';
import { actionOf } from './failures.ts';
import type { History } from './history.ts';
import { uriOf } from './openHit.ts';
import type { Opener } from './opener.ts';
import type { Overall } from './overall.ts';
import { showPalette } from './palette.ts';
import type { FileRow, HitRow } from './rows.ts';
import type { Session } from './session.ts';
import type { Sidebar } from './sidebar.ts';
import { overallSentence } from './wording.ts';

export interface CommandParts {
  readonly session: Session;
  readonly sidebar: Sidebar;
  readonly history: History;
  readonly opener: Opener;
  readonly channel: vscode.LogOutputChannel;
}

type Commands = Readonly<Record<string, (argument?: unknown) => unknown>>;

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const registrations = Object.entries(commandsOf(parts)).map(([id, run]) =>
    vscode.commands.registerCommand(id, run),
  );
  return vscode.Disposable.from(...registrations);
}

function commandsOf({ session, sidebar, history, opener, channel }: CommandParts): Commands {
  return {
    'homing.search': () =>
      showPalette({ session, history, opener, showInSidebar: (query) => void sidebar.focus(query) }),
    'homing.focus': () => sidebar.focus(),
    'homing.clearResults': () => sidebar.clear(),
    'homing.updateIndex': () => void session.index(null, null),
    'homing.rebuildIndex': () => void rebuild(session),
    'homing.clearIndex': () => whenPossible(session, () => session.clear()),
    'homing.pauseIndexing': () => whenPossible(session, () => session.setPaused(true)),
    'homing.resumeIndexing': () => whenPossible(session, () => session.setPaused(false)),
    'homing.restart': () => session.restart(),
    'homing.showLog': () => channel.show(),
    'homing.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:homing.homing'),
    'homing.showMenu': () => showMenu(session),
    'homing.openHit': (row) => openRow(opener, row, false),
    'homing.openHitToSide': (row) => openRow(opener, row, true),
  };
}

async function rebuild(session: Session): Promise<void> {
  await whenPossible(session, () => session.clear());
  await session.index(null, null);
}

/** A worker that cannot work says so in the state already. */
async function whenPossible(session: Session, act: () => Promise<void>): Promise<void> {
  if (session.life.type === 'failed') return;
  try {
    await act();
  } catch (error) {
    void vscode.window.setStatusBarMessage(`Homing: ${(error as Error).message}`, 5_000);
  }
}

async function openRow(opener: Opener, row: unknown, toSide: boolean): Promise<void> {
  if (!isRow(row)) return;
  if (row.type === 'hit') {
    await opener.open(row.hit, { line: row.excerpt.line, toSide });
  } else {
    const column = toSide ? vscode.ViewColumn.Beside : undefined;
    await vscode.commands.executeCommand('vscode.open', uriOf(row), column);
  }
}

function isRow(value: unknown): value is FileRow | HitRow {
  return typeof value === 'object' && value !== null && 'type' in value;
}

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

async function showMenu(session: Session): Promise<void> {
  const picked = await vscode.window.showQuickPick<MenuItem>(menuFor(session.overall), {
    title: 'Homing',
    placeHolder: overallSentence(session.overall),
  });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.command);
}

function menuFor(overall: Overall): MenuItem[] {
  const first: MenuItem[] = [];
  if (overall.type === 'failed') {
    const { title, command } = actionOf(overall.failure);
    first.push({ label: `$(refresh) ${title}`, command });
  }
  if (overall.type === 'paused')
    first.push({ label: '$(play) Resume Indexing', command: 'homing.resumeIndexing' });
  if (overall.type === 'indexing') {
    first.push({ label: '$(debug-pause) Pause Indexing', command: 'homing.pauseIndexing' });
  }
  return [
    ...first,
    { label: '$(search) Search by Meaning', command: 'homing.search' },
    { label: '$(list-tree) Show in Sidebar', command: 'homing.focus' },
    { label: '$(sync) Look for Changes', command: 'homing.updateIndex' },
    { label: '$(database) Rebuild Index', command: 'homing.rebuildIndex' },
    { label: '$(trash) Clear Index', command: 'homing.clearIndex' },
    { label: '$(output) Show Log', command: 'homing.showLog' },
    { label: '$(gear) Settings', command: 'homing.openSettings' },
  ];
}
