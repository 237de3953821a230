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
import { EditorSession } from './session.ts';
import { Sidebar } from './sidebar.ts';
import { createStatusBar } from './statusBar.ts';
import { inTurns } from './turns.ts';

/**
 * Wires the parts, what a person may want at once first and the rest in turns. Everything ends with the extension through
 * `context.subscriptions`.
 */
export async function activate(context: vscode.ExtensionContext): Promise<HomingApi> {
  setDisplay((message, ...args) => vscode.l10n.t(message, ...args));
  const channel = vscode.window.createOutputChannel('Homing', { log: true });
  const log = toLog(channel);
  const session = new EditorSession(context, log);
  const history = createHistory(context.workspaceState);
  const opener = createOpener();
  const sidebar = new Sidebar(context, session, history);
  const exporter = createExporter();
  const commandInPath = createCommandInPath(context);
  const keep = (...parts: readonly Disposable[]): void => void context.subscriptions.push(...parts);
  keep(channel, session, sidebar, opener, exporter);
  keep(registerCommands({ session, sidebar, history, opener, exporter, channel, log, commandInPath }));
  await inTurns([
    () => keep(createStatusBar(session)),
    () => keep(createIndexView(session)),
    () => keep(registerContextKeys(session, sidebar)),
    () => keep(registerFileEvents(session, (file) => sidebar.fileChanged(file))),
    () => session.start(),
    () => void commandInPath.renew(),
  ]);
  return createApi(session);
}
