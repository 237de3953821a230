import * as vscode from 'vscode';
import { createApi, type HomingApi } from './api.ts';
import { createCommandInPath } from './commandInPath.ts';
import { registerCommands } from './commands.ts';
import { registerContextKeys } from './contextKeys.ts';
import { registerFileEvents } from './fileEvents.ts';
import { createHistory } from './history.ts';
import { createIndexView } from './indexView.ts';
import { setDisplay } from './l10n.ts';
import { toLog } from './log.ts';
import { createOpener } from './opener.ts';
import { EditorSession } from './session.ts';
import { Sidebar } from './sidebar.ts';
import { createStatusBar } from './statusBar.ts';

/** Wires the parts. Everything ends with the extension through `context.subscriptions`. */
export function activate(context: vscode.ExtensionContext): HomingApi {
  setDisplay((message, ...args) => vscode.l10n.t(message, ...args));
  const channel = vscode.window.createOutputChannel('Homing', { log: true });
  const log = toLog(channel);
  const session = new EditorSession(context, log);
  const history = createHistory(context.workspaceState);
  const opener = createOpener();
  const sidebar = new Sidebar(context, session, history);
  const commandInPath = createCommandInPath(context);
  context.subscriptions.push(
    channel,
    session,
    sidebar,
    opener,
    createStatusBar(session),
    createIndexView(session),
    registerContextKeys(session, sidebar),
    registerFileEvents(session),
    registerCommands({ session, sidebar, history, opener, channel, log, commandInPath }),
  );
  session.start();
  void commandInPath.renew();
  return createApi(session);
}
