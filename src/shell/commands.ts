/** One table of commands; package.json names the same, and a test compares them. */
import * as vscode from 'vscode';
import type { Log } from '../engine/types.ts';
import type { CommandInPath } from './commandInPath.ts';
import type { Exporter } from './exporter.ts';
import { failureOf, sentenceOf } from './failures.ts';
import type { History } from './history.ts';
import { t } from './l10n.ts';
import { showMenu } from './menu.ts';
import type { Opener } from './opener.ts';
import { chunksIn } from './overall.ts';
import { createPalette, type PaletteControl } from './palette.ts';
import { peekHits } from './peek.ts';
import { copyPaths, isRow, openRow, rowsOfMenu } from './resultCommands.ts';
import { say } from './say.ts';
import type { Session } from './session.ts';
import type { Sidebar } from './sidebar.ts';
import { placeOf, sampleOf } from './workspacePlaces.ts';

export interface CommandParts {
  readonly session: Session;
  readonly sidebar: Sidebar;
  readonly history: History;
  readonly opener: Opener;
  readonly exporter: Exporter;
  readonly channel: vscode.LogOutputChannel;
  readonly log: Log;
  readonly commandInPath: CommandInPath;
}

type Commands = Readonly<Record<string, (...args: unknown[]) => unknown>>;

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const showInSidebar = (query?: string): void => void parts.sidebar.focus(query);
  const palette = createPalette({ ...parts, showInSidebar });
  const all = {
    ...searchCommands(parts, palette),
    ...resultCommands(parts, palette),
    ...indexCommands(parts),
  };
  const registrations = Object.entries(all).map(([id, run]) => vscode.commands.registerCommand(id, run));
  return vscode.Disposable.from(...registrations);
}

function searchCommands({ session, sidebar }: CommandParts, palette: PaletteControl): Commands {
  return {
    'homing.search': () => {
      session.prepare();
      return palette.show();
    },
    'homing.leavePalette': () => palette.leave(),
    // Their own commands: the sidebar's are not there while it has no results.
    'homing.peekPalette': () => void palette.act('peekAll'),
    'homing.paletteToSidebar': () => void palette.act('inSidebar'),
    'homing.focus': () => sidebar.focus(),
    // A command of its own: the key that it has among the results would be named wherever the other is offered.
    'homing.backToQuery': () => sidebar.focus(),
    'homing.findSimilar': () => findSimilar(session, sidebar),
    'homing.searchInFolder': (uri) => searchInFolder(session, sidebar, uri),
    'homing.openWalkthrough': () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'homing.homing#start', false),
  };
}

function resultCommands(
  { session, sidebar, opener, exporter }: CommandParts,
  palette: PaletteControl,
): Commands {
  const picked = async (args: readonly unknown[]) => rowsOfMenu(args) ?? (await sidebar.picked());
  const open = async (row: unknown, toSide: boolean): Promise<void> => {
    if (!isRow(row)) return;
    sidebar.opened(row);
    await openRow(opener, row, toSide);
  };
  return {
    'homing.openHit': (row) => open(row, false),
    'homing.openHitToSide': async (...args) => {
      if (rowsOfMenu(args) !== null || !palette.act('toSide')) await open((await picked(args))[0], true);
    },
    'homing.nextResult': () => open(sidebar.next(1), false),
    'homing.previousResult': () => open(sidebar.next(-1), false),
    'homing.copyPath': async (...args) => copyPaths(await picked(args)),
    'homing.dismiss': async (...args) => {
      const byKey = rowsOfMenu(args) === null;
      await sidebar.dismiss(await picked(args), byKey);
    },
    'homing.moreInFile': async (...args) => {
      for (const row of await picked(args)) await sidebar.more(row);
    },
    'homing.refreshResults': () => sidebar.refresh(),
    'homing.peekResults': () => peekHits(sidebar.rows, opener),
    'homing.exportResults': () => exporter.show(sidebar.exported, session.folders()),
    'homing.showAsList': () => sidebar.setLayout('list'),
    'homing.showAsTree': () => sidebar.setLayout('tree'),
    'homing.clearResults': () => sidebar.clear(),
  };
}

function indexCommands({ session, channel, commandInPath }: CommandParts): Commands {
  return {
    'homing.updateIndex': () => void session.index(null, null),
    'homing.rebuildIndex': () => void rebuild(session),
    'homing.clearIndex': () => clearIndex(session),
    'homing.pauseIndexing': () => session.setPaused(true),
    'homing.resumeIndexing': () => session.setPaused(false),
    'homing.retrySetAside': () => whenPossible(session, () => session.forgive()),
    'homing.restart': () => session.restart(),
    'homing.showLog': () => channel.show(),
    'homing.showMenu': () => showMenu(session),
    'homing.installCommand': (folder) => commandInPath.install(folder),
    'homing.uninstallCommand': () => commandInPath.remove(),
    'homing.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:homing.homing'),
  };
}

async function findSimilar(session: Session, sidebar: Sidebar): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const sample = editor === undefined ? null : sampleOf(editor, session.folders());
  if (sample === null) say(t('Open a file and put the cursor on what you want to find the like of.'));
  else await sidebar.findSimilar(sample);
}

/** From the explorer with a folder, or a file whose folder is meant; from the palette with nothing. */
async function searchInFolder(session: Session, sidebar: Sidebar, uri: unknown): Promise<void> {
  const picked = uri instanceof vscode.Uri ? uri : await askForFolder(session.folders()[0]?.uri);
  if (picked === undefined) return;
  const folder = placeOf(picked, session.folders());
  if (folder === null) say(t('This folder is not part of the workspace.'));
  else await sidebar.searchIn(folder);
}

async function askForFolder(first: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: t('Search in Folder'),
    ...(first === undefined ? {} : { defaultUri: first }),
  });
  return picked?.[0];
}

/** Chunks that are encoded again before anybody has to wait: nobody is asked for fewer. */
const quickChunks = 2_000;

async function rebuild(session: Session): Promise<void> {
  const chunks = chunksIn(session.life);
  if (chunks === null || chunks > quickChunks) {
    const detail = t(
      'All files are read and encoded again, which takes a while. Your files stay as they are.',
    );
    const isMeant = await confirm(t('Rebuild the index of this workspace?'), detail, t('Rebuild Index'));
    if (!isMeant) return;
  }
  await whenPossible(session, () => session.clear());
  await session.index(null, null);
}

/** What was encoded is lost with it, and takes its time to be made again. */
async function clearIndex(session: Session): Promise<void> {
  const detail = t('Nothing can be found until it is indexed again. Your files stay as they are.');
  if (await confirm(t('Clear the index of this workspace?'), detail, t('Clear Index'))) {
    await whenPossible(session, () => session.clear());
  }
}

async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

/** A worker that cannot work says so in the state already. */
async function whenPossible(session: Session, act: () => Promise<void>): Promise<void> {
  if (session.life.type === 'failed') return;
  try {
    await act();
  } catch (error) {
    say(sentenceOf(failureOf(error)));
  }
}
