/** Opens what was chosen and marks its lines until one begins to work there. */
import * as vscode from 'vscode';
import type { FolderHit } from '../protocol/messages.ts';
import type { Disposable } from './disposable.ts';
import { createMark } from './mark.ts';
import { openHit, rangeOf, type OpenOptions } from './openHit.ts';

export interface Opener extends Disposable {
  open(hit: FolderHit, options: OpenOptions): Promise<void>;
}

/** Milliseconds a message stays in the status bar. */
const messageTime = 5_000;

export function createOpener(): Opener {
  const mark = createMark();
  // Moves of the cursor have a kind when a person made them.
  const moved = vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
    if (kind !== undefined && kind !== vscode.TextEditorSelectionChangeKind.Command) mark.clear();
  });
  return {
    open: async (hit, options) => {
      try {
        mark.show(await openHit(hit, options), rangeOf(hit));
      } catch {
        vscode.window.setStatusBarMessage(`Homing: ${hit.path} cannot be opened any more.`, messageTime);
      }
    },
    dispose: () => {
      moved.dispose();
      mark.dispose();
    },
  };
}
