/** Opens what was chosen and marks its lines for a moment, or until one begins to work there. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { t } from './l10n.ts';
import { createMark } from './mark.ts';
import { openHit, type OpenOptions } from './openHit.ts';
import type { HitRow } from './rows.ts';
import { say } from './say.ts';

export interface Opener extends Disposable {
  /** What opens late does not take the place of what was asked for after it. */
  open(row: HitRow, options?: Omit<OpenOptions, 'isWanted'>): Promise<void>;
}

export function createOpener(): Opener {
  const mark = createMark();
  // Moves of the cursor have a kind when a person made them.
  const moved = vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
    if (kind !== undefined && kind !== vscode.TextEditorSelectionChangeKind.Command) mark.clear();
  });
  let asked = 0;
  return {
    open: async (row, options) => {
      const ticket = ++asked;
      try {
        const opened = await openHit(row, { ...options, isWanted: () => ticket === asked });
        if (opened !== null) mark.flash(opened.editor, opened.row);
      } catch {
        say(t('{0} cannot be opened any more.', row.hit.path));
      }
    },
    dispose: () => {
      moved.dispose();
      mark.dispose();
    },
  };
}
