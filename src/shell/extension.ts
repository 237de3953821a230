import * as vscode from 'vscode';
import { createApi, type HomingApi } from './api.ts';
import { createCommandInPath } from './commandInPath.ts';
import { registerCommands } from './commands.ts';
import { registerContextKeys } from './contextKeys.ts';
import { registerFileEvents } from './fileEvents.ts';
import type { Disposable } from './disposable.ts';
import { createExporter } from './exporter.ts';
import { createHistory } from './history.ts';
import { createIndexView } from './indexView.ts';
import { setDisplay } from './l10n.ts';
import { toLog } from './log.ts';
import { createOpener } from './opener.ts';
import { createResults } from './results.ts';
import { EditorSession } from './session.ts';
import { Sidebar } from './sidebar.ts';
import { createStatusBar } from './statusBar.ts';
import { othersTurn } from './turns.ts';
import { folderName } from './workspacePlaces.ts';

/**
 * Wires the parts in turns, what a person may want at once first: nothing here holds the extension host for long. A command
 * that woke the extension runs when all is there. Everything ends with the extension through `context.subscriptions`.
 */
export async function activate(context: vscode.ExtensionContext): Promise<HomingApi> {
  const keep = (...parts: readonly Disposable[]): void => void context.subscriptions.push(...parts);
  setDisplay((message, ...args) => vscode.l10n.t(message, ...args));
  const channel = vscode.window.createOutputChannel('Homing', { log: true });
  const log = toLog(channel);
  keep(channel);
  await othersTurn();
  const session = new EditorSession(context, log);
  keep(session);
  await othersTurn();
  const history = createHistory(context.workspaceState);
  const results = createResults({
    memento: context.globalState,
    folderName: (root) => folderName(root, session.folders()),
  });
  keep(results);
  await othersTurn();
  const sidebar = new Sidebar(context, session, history, results);
  keep(sidebar);
  await othersTurn();
  const opener = createOpener();
  const exporter = createExporter();
  const commandInPath = createCommandInPath(context);
  keep(opener, exporter);
  await othersTurn();
  keep(registerCommands({ session, sidebar, history, opener, exporter, channel, log, commandInPath }));
  await othersTurn();
  keep(createStatusBar(session));
  await othersTurn();
  keep(createIndexView(session));
  await othersTurn();
  keep(registerContextKeys(session, sidebar));
  keep(registerFileEvents(session, (file) => sidebar.fileChanged(file)));
  await othersTurn();
  session.start();
  void commandInPath.renew();
  return createApi(session);
}
