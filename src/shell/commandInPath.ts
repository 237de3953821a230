/** Installs and removes the terminal's command `homing`. */
import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { t } from './l10n.ts';
import {
  chooseFolder,
  isOnPath,
  removeScript,
  renewScript,
  scriptName,
  scriptText,
  writeScript,
  type Machine,
} from './terminalCommand.ts';

/** Where the command was installed last on this machine, an absolute path: windows of other machines share the extension's state. */
const stateKey = ['commandInPath', process.platform, vscode.env.remoteName ?? '', hostname()].join(' ');

export interface CommandInPath {
  /** `folder`: a Uri; anything else lets us choose one. */
  install(folder: unknown): Promise<void>;
  remove(): Promise<void>;
  /** An update of the extension moves its folder: the command follows. */
  renew(): Promise<void>;
}

export function createCommandInPath({ extensionPath, globalState }: vscode.ExtensionContext): CommandInPath {
  const machine: Machine = { platform: process.platform, environment: process.env, home: homedir() };
  const started = { node: process.execPath, script: join(extensionPath, 'bin', 'homing.js') };
  const text = scriptText(started, machine);
  const place = (): string | undefined => globalState.get<string>(stateKey);
  return {
    install: async (folder) => {
      const chosen = folder instanceof vscode.Uri ? folder.fsPath : chooseFolder(machine);
      const path = join(chosen, scriptName(machine.platform));
      try {
        if (!(await writeScript(path, text, () => mayReplace(path)))) return;
      } catch (error) {
        tell(t('{0} cannot be written: {1}', path, (error as Error).message));
        return;
      }
      await globalState.update(stateKey, path);
      if (isOnPath(dirname(path), machine)) tell(t('Terminals have the command homing now: {0}', path));
      else void adviseOnPath(path, machine);
    },
    remove: async () => {
      const path = place() ?? join(chooseFolder(machine), scriptName(machine.platform));
      try {
        const removed = await removeScript(path);
        await globalState.update(stateKey, undefined);
        tell(removed ? t('{0} is removed.', path) : t('There is no command homing of this extension.'));
      } catch (error) {
        tell(t('{0} cannot be removed: {1}', path, (error as Error).message));
      }
    },
    renew: async () => {
      const path = place();
      // What cannot be renewed says so itself when it is used.
      if (path !== undefined) await renewScript(path, text).catch(() => undefined);
    },
  };
}

function tell(sentence: string): void {
  void vscode.window.showInformationMessage(sentence);
}

async function mayReplace(path: string): Promise<boolean> {
  const replace = t('Replace');
  const detail = t('Another program put it there.');
  const answer = await vscode.window.showWarningMessage(
    t('Replace {0}?', path),
    { modal: true, detail },
    replace,
  );
  return answer === replace;
}

/** The line that a person needs is copied for them; where it goes is told. */
async function adviseOnPath(path: string, { platform }: Machine): Promise<void> {
  const folder = dirname(path);
  const line =
    platform === 'win32'
      ? `[Environment]::SetEnvironmentVariable('Path', [Environment]::GetEnvironmentVariable('Path', 'User') + ';${folder}', 'User')`
      : `export PATH="${folder}:$PATH"`;
  const sentence =
    platform === 'win32'
      ? t(
          '{0} is installed, but terminals do not look there. Run the copied line in PowerShell, then open a new terminal.',
          path,
        )
      : t(
          '{0} is installed, but terminals do not look there. Add the copied line to the start-up file of your shell, then open a new terminal.',
          path,
        );
  const copy = t('Copy Line');
  if ((await vscode.window.showInformationMessage(sentence, copy)) === copy) {
    await vscode.env.clipboard.writeText(line);
  }
}
