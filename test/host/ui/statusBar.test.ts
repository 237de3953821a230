/** The item in the status bar: what its help says and does. */
import type { Locator, Page } from 'playwright-core';
import { palette, runCommand } from '../../../scripts/host/window.ts';
import { eventually, useStage } from './stage.ts';

describe('the help of the status bar', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  const item = (label: string | RegExp): Locator =>
    page.locator('[id="homing.homing.homing.status"]').getByLabel(label);

  /** The help of the item, which says this; it goes when something else moves below the mouse. */
  async function help(label: string | RegExp, says: readonly RegExp[], link: string): Promise<void> {
    await item(label).waitFor();
    const shown = says.reduce(
      (found, text) => found.filter({ hasText: text }),
      page.locator('.monaco-hover:visible', { hasText: 'Homing' }),
    );
    await eventually(async () => {
      await page.mouse.move(0, 0);
      await item(label).hover();
      await shown.getByRole('link', { name: link, exact: true }).click({ timeout: 3_000 });
    });
  }

  it('says how much is indexed and where it runs, and begins a search', async () => {
    await help(
      /^Homing: [\d,]+ files/,
      [/[\d,]+\sfiles,\s[\d,]+\schunks/, /Runs\son\s/],
      'Search by Meaning',
    );
    await palette(page).waitFor();
    await page.keyboard.press('Escape');
  });

  it('says that indexing is paused, and lets one go on', async () => {
    await runCommand(page, 'Homing: Pause Indexing');
    await help('Homing: Indexing is paused.', [/Indexing\sis\spaused\./], 'Resume Indexing');
    await item(/^Homing: [\d,]+ files/).waitFor();
  });
});
