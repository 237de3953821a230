/** What one does with the keyboard alone, and where one is then: nothing here touches the mouse, or fills a field but by keys. */
import type { FrameLocator, Locator } from 'playwright-core';
import { palette, queryBox, quickRows, runCommand } from '../../../scripts/host/window.ts';
import { boxHasKeyboard, eventually, focusedRow, type Stage } from './stage.ts';

export interface Hands {
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** Runs a command by its title. */
  readonly command: (title: string) => Promise<void>;
  /** In the palette, which the shortcut opens, until a file's row is the one that Enter takes. */
  readonly ask: (text: string, file: string) => Promise<void>;
  /** In the sidebar, whose box selects what it holds, until a file's row is there; then the first has the keyboard. */
  readonly askInSidebar: (text: string, file: string) => Promise<void>;
  readonly box: () => FrameLocator;
  readonly query: () => Locator;
  readonly activeTab: (name: string) => Locator;
  readonly tree: (name: string) => Locator;
  readonly result: (name: string | RegExp) => Locator;
  /** The text of an editor that has the keyboard. */
  readonly editorText: () => Locator;
  /** The row that Enter takes. */
  readonly paletteRow: (text: string | RegExp) => Locator;
}

export function handsOn(stage: Stage): Hands {
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await stage.page.keyboard.press(key);
  };
  const type = (text: string): Promise<void> => stage.page.keyboard.type(text);
  const command = (title: string): Promise<void> => runCommand(stage.page, title);
  const box = (): FrameLocator => queryBox(stage.page);
  const query = (): Locator => box().locator('#query');
  const activeTab = (name: string): Locator => stage.page.locator('.tab.active', { hasText: name });
  const tree = (name: string): Locator => stage.page.getByRole('tree', { name });
  const result = (name: string | RegExp): Locator => tree('Results').getByRole('treeitem', { name }).first();
  const editorText = (): Locator =>
    stage.page.locator('.editor-group-container.active .monaco-editor.focused');
  const paletteRow = (text: string | RegExp): Locator =>
    quickRows(stage.page).and(stage.page.locator('.focused')).filter({ hasText: text });

  const ask = async (text: string, file: string): Promise<void> => {
    await press('Control+Alt+h');
    await palette(stage.page).and(stage.page.locator(':focus')).waitFor();
    await press('Control+a');
    // At once, as from the clipboard: what is found for the first words would make way while one moves through it.
    await stage.page.keyboard.insertText(text);
    await paletteRow(file).waitFor();
  };

  const askInSidebar = async (text: string, file: string): Promise<void> => {
    await command('Homing: Show in Sidebar');
    await boxHasKeyboard(stage.page);
    await type(text);
    await result(file).waitFor();
    // On busy cores the editor may take the keyboard from the box for a moment just then: that counts as turning away.
    await eventually(async () => {
      if (await query().and(box().locator(':focus')).isVisible()) await press('Enter');
      await focusedRow(stage.page).waitFor({ timeout: 5_000 });
    });
  };
  return {
    press,
    type,
    command,
    ask,
    askInSidebar,
    box,
    query,
    activeTab,
    tree,
    result,
    editorText,
    paletteRow,
  };
}
