import * as vscode from 'vscode';
import { createApi, type HomingApi } from './api.ts';
import { registerCommands } from './commands.ts';
import { registerContextKeys } from './contextKeys.ts';
import { registerFileEvents } from './fileEvents.ts';
import { createHistory } from './history.ts';
import { toLog } from './log.ts';
import { createOpener } from './opener.ts';
import { createSession } from './session.ts';
import { createSidebar } from './sidebar.ts';
import { createStatusBar } from './statusBar.ts';

/** Wires the parts. Everything ends with the extension through `context.subscriptions`. */
export function activate(context: vscode.ExtensionContext): HomingApi {
  const channel = vscode.window.createOutputChannel('Homing', { log: true });
  const session = createSession(context, toLog(channel));
  const history = createHistory(context.workspaceState);
  const opener = createOpener();
  const sidebar = createSidebar(context.extensionUri, session, history);
  context.subscriptions.push(
    channel,
    session,
    sidebar,
    opener,
    createStatusBar(session),
    registerContextKeys(session, sidebar),
    registerFileEvents(session),
    registerCommands({ session, sidebar, history, opener, channel }),
  );
  session.start();
  return createApi(session);
}
