/** What package.json's `when` clauses ask: `homing.state`, `.failure`, `.searchable`, `.setAside`, `.results`, `.layout`, `.inPalette`, `.inPreview`. */
import * as vscode from 'vscode';
import { isSearchable, type Overall } from './overall.ts';
import type { Session } from './session.ts';
import type { Sidebar } from './sidebar.ts';

/** Whether the palette is what keys are for. */
export function setInPalette(isOpen: boolean): void {
  void vscode.commands.executeCommand('setContext', 'homing.inPalette', isOpen);
}

/** Whether the palette shows something in the editor: Escape puts the editor back then. */
export async function setInPreview(isShown: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'homing.inPreview', isShown);
}

export function registerContextKeys(session: Session, sidebar: Sidebar): vscode.Disposable {
  const known = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', `homing.${key}`, value);
  };
  const showOverall = (overall: Overall): void => {
    set('state', overall.type);
    set('failure', overall.type === 'failed' ? overall.failure.code : '');
    set('searchable', isSearchable(overall));
    set('setAside', session.life.type === 'running' && session.life.worker.setAside.length > 0);
  };
  const showResults = (): void => {
    set('results', sidebar.resultState);
    set('layout', sidebar.layout);
  };
  showOverall(session.overall);
  showResults();
  return vscode.Disposable.from(session.onDidChange(showOverall), sidebar.onDidChangeResults(showResults));
}
