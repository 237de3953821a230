/** Shows hits while one moves through a list, and puts everything back as it was. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { createMark } from './mark.ts';
import { openHit } from './openHit.ts';
import type { HitRow } from './rows.ts';

export interface Preview extends Disposable {
  /** Something has been shown. */
  readonly begun: boolean;
  show(row: HitRow): void;
  /** Leaves what is shown; decorations go. */
  keep(): void;
  /** The editor, its selection and its place as they were before the first `show`; the keyboard stays where it is. */
  restore(): Promise<void>;
}

/** What was there before. */
interface Before {
  readonly editor: vscode.TextEditor | null;
  readonly selections: readonly vscode.Selection[];
  readonly visible: vscode.Range | null;
  readonly isPreview: boolean;
  /** Uris of all tabs of the group. */
  readonly tabs: ReadonlySet<string>;
}

/** `begin`: what is to be done before anything is shown. */
export function createPreview(begin: () => Promise<void>): Preview {
  const mark = createMark();
  let before: Before | null = null;
  let shown: vscode.TextEditor | null = null;
  let wanted = 0;
  let last: Promise<void> = Promise.resolve();
  const showNow = async (row: HitRow, ticket: number): Promise<void> => {
    if (ticket !== wanted) return;
    if (before === null) {
      before = lookAround();
      await begin();
    }
    const opened = await openHit(row, { preserveFocus: true });
    shown = opened.editor;
    mark.show(opened.editor, opened.row);
  };
  return {
    get begun() {
      return wanted > 0;
    },
    show: (row) => {
      const ticket = ++wanted;
      // One after the other, and only the latest: opening is slower than an arrow key held down.
      last = last.then(() => showNow(row, ticket)).catch(() => undefined);
    },
    keep: () => {
      wanted++;
      mark.clear();
    },
    restore: async () => {
      wanted++;
      await last;
      mark.clear();
      // What was there may be gone, or no editor of text: then what is shown stays, and nobody is kept from leaving.
      if (before !== null) await putBack(before, shown).catch(() => undefined);
      before = null;
    },
    dispose: () => {
      wanted++;
      // What is on its way comes without a mark then; what is being put back ends first.
      void last.finally(() => mark.dispose());
    },
  };
}

function lookAround(): Before {
  const editor = vscode.window.activeTextEditor ?? null;
  const group = vscode.window.tabGroups.activeTabGroup;
  return {
    editor,
    selections: editor?.selections ?? [],
    visible: editor?.visibleRanges[0] ?? null,
    isPreview: group.activeTab?.isPreview ?? false,
    tabs: new Set(group.tabs.map(keyOf)),
  };
}

async function putBack(before: Before, shown: vscode.TextEditor | null): Promise<void> {
  const { editor } = before;
  if (editor !== null) {
    const again = await vscode.window.showTextDocument(editor.document, {
      preview: before.isPreview,
      preserveFocus: true,
      ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
    });
    again.selections = before.selections;
    if (before.visible !== null) again.revealRange(before.visible, vscode.TextEditorRevealType.AtTop);
  }
  const left = vscode.window.tabGroups.activeTabGroup.tabs.find(
    (tab) => tab.isPreview && keyOf(tab) === shown?.document.uri.toString() && !before.tabs.has(keyOf(tab)),
  );
  if (left === undefined) return;
  const closed = vscode.window.tabGroups.close(left, true).then(undefined, () => undefined);
  // Behind what was there before it goes out of sight by itself: nobody waits for that.
  if (editor === null) await closed;
}

function keyOf(tab: vscode.Tab): string {
  return tab.input instanceof vscode.TabInputText ? tab.input.uri.toString() : tab.label;
}
