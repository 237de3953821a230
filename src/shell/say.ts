import * as vscode from 'vscode';

/** Milliseconds a message stays in the status bar. */
const messageTime = 5_000;

/** In the status bar, for a moment: nobody is interrupted. */
export function say(sentence: string): void {
  vscode.window.setStatusBarMessage(`Homing: ${sentence}`, messageTime);
}
