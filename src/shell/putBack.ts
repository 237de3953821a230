/** What an editor group shows, and how it is shown again once something else has taken its place. */
import * as vscode from 'vscode';

export interface Before {
  readonly column: vscode.ViewColumn;
  /** Null: the group was empty. */
  readonly tab: Pick<vscode.Tab, 'input' | 'label' | 'isPreview'> | null;
  /** The text that had the cursor: of a comparison one of its sides, of a notebook a cell. */
  readonly editor: vscode.TextEditor | null;
  readonly selections: readonly vscode.Selection[];
  readonly visible: vscode.Range | null;
  /** Keys of all tabs of the group. */
  readonly tabs: ReadonlySet<string>;
}

export function lookAround(): Before {
  const editor = vscode.window.activeTextEditor ?? null;
  const { viewColumn, activeTab, tabs } = vscode.window.tabGroups.activeTabGroup;
  return {
    column: viewColumn,
    tab:
      activeTab === undefined
        ? null
        : { input: activeTab.input, label: activeTab.label, isPreview: activeTab.isPreview },
    editor,
    selections: editor?.selections ?? [],
    visible: editor?.visibleRanges[0] ?? null,
    tabs: new Set(tabs.map(keyOf)),
  };
}

/** The keyboard stays where it is. `shown`: what has taken its place; it goes where it was not there before. */
export async function putBack(before: Before, shown: vscode.TextEditor): Promise<void> {
  const isBack = await showAgain(before);
  const left = tabsIn(before.column).find(
    (tab) => tab.isPreview && keyOf(tab) === shown.document.uri.toString() && !before.tabs.has(keyOf(tab)),
  );
  const closed =
    left === undefined ? null : vscode.window.tabGroups.close(left, true).then(undefined, () => undefined);
  // Behind what was there before it goes out of sight by itself: nobody waits for that.
  if (isBack) return;
  await closed;
  await turnTo(before);
}

/** By its kind; a tab that is still there is only turned to. False: nothing opens a tab of its kind. */
async function showAgain({ tab, column, ...before }: Before): Promise<boolean> {
  if (tab === null) return false;
  const { input, label, isPreview } = tab;
  const options = { viewColumn: column, preview: isPreview, preserveFocus: true };
  if (input instanceof vscode.TabInputText) {
    // What cannot be read as text, or is too large for extensions, has such a tab too.
    if (before.editor?.document.uri.toString() === input.uri.toString())
      select(await vscode.window.showTextDocument(before.editor.document, options), before);
    else await vscode.commands.executeCommand('vscode.open', input.uri, options);
  } else if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) {
    const { original, modified } = input;
    await vscode.commands.executeCommand('vscode.diff', original, modified, label, options);
    const again = vscode.window.activeTextEditor;
    if (again?.document.uri.toString() === before.editor?.document.uri.toString()) select(again, before);
  } else if (input instanceof vscode.TabInputCustom) {
    await vscode.commands.executeCommand('vscode.openWith', input.uri, input.viewType, options);
  } else if (input instanceof vscode.TabInputNotebook) {
    await vscode.commands.executeCommand('vscode.openWith', input.uri, input.notebookType, options);
  } else {
    return false;
  }
  return true;
}

function select(
  again: vscode.TextEditor | undefined,
  { selections, visible }: Pick<Before, 'selections' | 'visible'>,
): void {
  if (again === undefined) return;
  again.selections = selections;
  if (visible !== null) again.revealRange(visible, vscode.TextEditorRevealType.AtTop);
}

/** Closing what was in front of it has turned to it already, unless that was there before too. */
async function turnTo({ tab, column }: Before): Promise<void> {
  const tabs = tabsIn(column);
  if (tab === null || tabs.find(({ isActive }) => isActive)?.label === tab.label) return;
  const at = tabs.findIndex(({ label }) => label === tab.label);
  // Nothing else turns to a tab that no file stands behind; the keyboard goes there with it.
  if (at !== -1) await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', at);
}

function tabsIn(column: vscode.ViewColumn): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.find((group) => group.viewColumn === column)?.tabs ?? [];
}

function keyOf(tab: vscode.Tab): string {
  return tab.input instanceof vscode.TabInputText ? tab.input.uri.toString() : tab.label;
}
