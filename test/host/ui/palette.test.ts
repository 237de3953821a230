import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  openPalette,
  openWindow,
  quickInput,
  quickRows,
  untilIndexed,
  type Window,
} from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

/** Milliseconds in which a list that is still changing changes, or VS Code shows that a search goes on (after 800). */
const settledMs = 1_200;

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
  let workspace: Workspace;
  let window: Window;
  let page: Page;

  before(async () => {
    workspace = copyWorkspace();
    window = await openWindow({ folder: workspace.folder });
    page = window.page;
    await untilIndexed(page);
  });

  after(async () => {
    await window.close();
    workspace.remove();
  });

  async function ask(text: string): Promise<void> {
    await (await openPalette(page)).pressSequentially(text, { delay: 10 });
    await quickRows(page)
      .filter({ hasText: /\.\w+:\d+/ })
      .first()
      .waitFor();
    // What was found for the first words makes way for what is found for all of them.
    for (let [before, now] = ['', await shown()]; before !== now;) {
      await page.waitForTimeout(settledMs);
      await page.locator('.quick-input-progress.active').waitFor({ state: 'hidden' });
      [before, now] = [now, await shown()];
    }
  }

  const shown = async (): Promise<string> => (await rowPaths(page)).join('\n');

  it('shows results as one types, in the order of the engine', async () => {
    await ask(question);
    const paths = await rowPaths(page);
    assert.notEqual(paths.length, 0);
    assert.deepEqual(paths.slice(0, 5), workspace.search(question, 50).slice(0, 5));
    await page.keyboard.press('Escape');
  });

  for (const symbol of ['seat', 'verifySecret']) {
    it(`keeps that order though some rows hold what is typed and better ones do not: ${symbol}`, async () => {
      await ask(symbol);
      // No more than four: the last word may still go on as one types, which moves what follows.
      assert.deepEqual((await rowPaths(page)).slice(0, 4), workspace.search(symbol, 50).slice(0, 4));
      await page.keyboard.press('Escape');
    });
  }

  it('previews the row one moves to, and puts the editor back on Escape', async () => {
    await page.keyboard.press('ControlOrMeta+p');
    await quickInput(page).fill('handbook.md');
    await quickRows(page).first().waitFor();
    await page.keyboard.press('Enter');
    const activeTab = page.locator('.tab.active');
    await activeTab.getByText('handbook.md').waitFor();

    await ask('compare what was typed with the right secret');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const [best = ''] = await rowPaths(page);
    await activeTab.getByText(best.split('/').at(-1) ?? '', { exact: true }).waitFor();

    await page.keyboard.press('Escape');
    await activeTab.getByText('handbook.md').waitFor();
    await page.locator('.tab').nth(1).waitFor({ state: 'detached' });
  });

  it('opens the row that is accepted', async () => {
    await ask(question);
    const [best = ''] = await rowPaths(page);
    await page.keyboard.press('Enter');
    await page
      .locator('.tab.active')
      .getByText(best.split('/').at(-1) ?? '', { exact: true })
      .waitFor();
  });
});
