import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openFile, openPalette, quickRows, runCommand } from '../../../scripts/host/window.ts';
import { eventually, useStage } from './stage.ts';

const question = 'compensation because of bad weather';

/** Paths that the rows of the open quick pick name, top to bottom. */
async function rowPaths(page: Page): Promise<readonly string[]> {
  const rows = await quickRows(page).all();
  const labelled = await Promise.all(
    rows.map(async (row) => ({
      index: Number(await row.getAttribute('data-index')),
      label: (await row.getAttribute('aria-label')) ?? '',
    })),
  );
  return labelled
    .sort((a, b) => a.index - b.index)
    .map(({ label }) => /([\w./-]+\.\w+):\d+/.exec(label)?.[1] ?? `no path in "${label}"`);
}

describe('the palette', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  /** Until the best rows are those of the command line: what was found for the first words makes way for the rest. */
  async function ask(text: string, best: number): Promise<void> {
    await (await openPalette(page)).pressSequentially(text);
    const expected = stage.workspace.search(text, 50).slice(0, best);
    assert.notEqual(expected.length, 0);
    await eventually(async () => assert.deepEqual((await rowPaths(page)).slice(0, best), expected));
  }

  const activeTab = (path: string): Locator =>
    page.locator('.tab.active').getByText(path.split('/').at(-1) ?? '', { exact: true });

  it('shows results as one types, in the order of the engine', async () => {
    await ask(question, 5);
    await page.keyboard.press('Escape');
  });

  for (const symbol of ['seat', 'verifySecret']) {
    it(`keeps that order though some rows hold what is typed and better ones do not: ${symbol}`, async () => {
      // No more than three: the last word may still go on as one types, which moves what follows.
      await ask(symbol, 3);
      await page.keyboard.press('Escape');
    });
  }

  it('previews the row one moves to, and puts the editor back on Escape', async () => {
    await openFile(page, 'handbook.md');
    await ask('compare what was typed with the right secret', 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const [best = ''] = await rowPaths(page);
    await activeTab(best).waitFor();

    await page.keyboard.press('Escape');
    await activeTab('handbook.md').waitFor();
    await page.locator('.tab').nth(1).waitFor({ state: 'detached' });
  });

  it('opens the row that is accepted', async () => {
    await ask(question, 1);
    const [best = ''] = await rowPaths(page);
    await page.keyboard.press('Enter');
    await activeTab(best).waitFor();
  });

  it('opens a row beside the editor, by the button of the row', async () => {
    await ask(question, 1);
    const [best = ''] = await rowPaths(page);
    await quickRows(page).first().hover();
    await quickRows(page).first().getByRole('button', { name: 'Open to the Side' }).click();
    const beside = page.locator('.editor-group-container').nth(1);
    await beside
      .locator('.tab.active')
      .getByText(best.split('/').at(-1) ?? '')
      .waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('peeks at all rows, by the button above them', async () => {
    await ask(question, 1);
    await page.locator('.quick-input-titlebar').getByRole('button', { name: 'Peek All' }).click();
    await page.locator('.peekview-widget').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.peekview-widget').waitFor({ state: 'detached' });
  });

  it('offers what was asked before, and forgets what it is told to', async () => {
    await openPalette(page);
    const asked = quickRows(page).filter({ hasText: question });
    await asked.hover();
    await asked.getByRole('button', { name: 'Forget This Query' }).click();
    await asked.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });

  it('finds in files that are written while it is open', async () => {
    await (await openPalette(page)).pressSequentially('colour of the buoy at the harbour mouth');
    await quickRows(page).first().waitFor();
    const text = '# Buoys\n\nThe colour of the buoy at the harbour mouth is green.\n';
    writeFileSync(join(stage.workspace.folder, 'docs', 'buoys.md'), text);
    await quickRows(page).first().filter({ hasText: 'docs/buoys.md' }).waitFor();
    await page.keyboard.press('Escape');
  });
});
