/** What is like a text, and what is found in the files that are open. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { openFile, queryBox, runCommand } from '../../../scripts/host/window.ts';
import { boxHasKeyboard, eventually, useStage } from './stage.ts';

/** A row of a tree, in the page. */
interface Labelled {
  readonly ariaLabel: string;
}

const distances =
  'The distance between two coordinates on the globe along the great circle, in kilometres.\n';
const weather = 'Travellers get their money back when a storm keeps the boat in the harbour.';

describe('the sidebar, asked from an editor', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  const files = (): Locator =>
    page.getByRole('tree', { name: 'Results' }).locator('[role="treeitem"][aria-level="1"]');
  const status = (text: string | RegExp): Locator => queryBox(page).locator('#status').getByText(text);
  it('finds nothing but what is in open files, where it is to look there', async () => {
    const scope = queryBox(page).getByRole('combobox', { name: 'Where to look' });
    const found = async (...names: readonly string[]): Promise<void> => {
      await scope.selectOption('workspace');
      await files().nth(names.length).waitFor();
      await scope.selectOption('openEditors');
      await eventually(async () => {
        const labels = await files().evaluateAll((rows: Labelled[]) => rows.map((row) => row.ariaLabel));
        assert.deepEqual(labels.map((label) => label.replace(/,.*/u, '')).sort(), names);
      });
    };
    const open = async (name: string): Promise<void> => {
      await runCommand(page, 'View: Close All Editors');
      await openFile(page, name);
    };
    await open('exchange.ts');
    await openFile(page, 'refunds.md');
    await runCommand(page, 'Homing: Show in Sidebar');
    await boxHasKeyboard(page);
    try {
      await queryBox(page).locator('#query').fill('compensation because of bad weather');
      await found('docs/refunds.md', 'server/payments/exchange.ts');
      await open('exchange.ts');
      await found('server/payments/exchange.ts');
    } finally {
      await scope.selectOption('workspace');
    }
  });

  it('finds what is like the selected text, whatever stands around it', async () => {
    await runCommand(page, 'New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await page.keyboard.insertText(distances.repeat(4) + weather);
    await page.keyboard.press('Shift+Home');
    await runCommand(page, 'Homing: Find Similar');
    await status(/^Like the selected text/).waitFor();
    await files()
      .first()
      .and(page.getByLabel(/refunds\.md/))
      .waitFor();
    await runCommand(page, 'View: Revert and Close Editor');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
  });

  it('is offered in the context menu, for the lines that are selected', async () => {
    await openFile(page, 'great_circle.py');
    for (const key of ['Control+Home', 'ArrowDown', 'ArrowDown', 'Shift+ArrowDown'])
      await page.keyboard.press(key);
    await page
      .locator('.view-line', { hasText: 'from' })
      .getByText('from', { exact: true })
      .click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Find Similar').hover();
    await page.keyboard.press('Enter');
    await status(/^Like analytics\/great_circle\.py:3–3/).waitFor();
  });
});
