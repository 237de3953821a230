/** Results that are there while files change. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { queryBox, runCommand, untilIndexed } from '../../../scripts/host/window.ts';
import { boxHasKeyboard, focusedRow, resultRows, useStage } from './stage.ts';

describe('results in files that change', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  const box = (): FrameLocator => queryBox(page);

  async function ask(): Promise<void> {
    await runCommand(page, 'Homing: Show in Sidebar');
    await boxHasKeyboard(page);
    await box().locator('#query').fill('compensation because of bad weather');
    await resultRows(page).filter({ hasText: 'refunds.md' }).first().waitFor();
  }

  it('are asked for again when a file is written or removed, without what was dismissed', async () => {
    const file = join(stage.workspace.folder, 'docs', 'hail.md');
    const hail = page.getByRole('treeitem', { name: /^Hail,/ });
    const storm = page.getByRole('treeitem', { name: /^Storm,/ });
    await ask();
    const status = await box().locator('#status').innerText();
    await storm.first().click();
    await page.locator('.tab.active', { hasText: 'refunds.md' }).waitFor();
    await storm.first().hover();
    await storm.first().getByRole('button', { name: 'Dismiss' }).click();
    await box().locator('#status').filter({ hasNotText: status }).waitFor();
    writeFileSync(file, '# Hail\n\nCompensation because of hail, which is bad weather, is 3 pounds.\n');
    await hail.first().waitFor();
    assert.equal(await storm.count(), 0);
    rmSync(file);
    await hail.first().waitFor({ state: 'detached' });
    assert.equal(await storm.count(), 0);
  });

  it('are told from nothing found where all of them were dismissed, and come back', async () => {
    const dismissed = box()
      .locator('#status')
      .getByText('All results were dismissed: Enter shows them again');
    const button = page.locator('.welcome-view-content').getByRole('button', { name: 'Show Them Again' });
    const rows = resultRows(page).filter({ hasText: 'refunds.md' });
    const dismissAll = async (): Promise<void> => {
      // The row of the only file: all that was found goes with it.
      await rows.first().click();
      await focusedRow(page).filter({ hasText: 'refunds.md' }).waitFor();
      await page.keyboard.press('Delete');
      await dismissed.waitFor();
      await button.waitFor();
    };
    await ask();
    await box().locator('#query').fill('path:docs/refunds.md money back after a storm');
    await resultRows(page).filter({ hasText: 'backoff.ts' }).first().waitFor({ state: 'detached' });
    await dismissAll();
    await button.click();
    await rows.first().waitFor();
    await dismissed.waitFor({ state: 'detached' });
    await dismissAll();
    await box().locator('#query').press('Enter');
    await rows.first().waitFor();
    await focusedRow(page).waitFor();
  });

  it('are said to be older while indexing is paused, until it goes on', async () => {
    const file = join(stage.workspace.folder, 'docs', 'refunds.md');
    const text = readFileSync(file, 'utf8');
    const changed = box().locator('#status').getByText('Files have changed since', { exact: true });
    await ask();
    await runCommand(page, 'Homing: Pause Indexing');
    await page.getByLabel('Homing: Indexing is paused.').first().waitFor();
    writeFileSync(file, `${text}\nAnd more.\n`);
    await changed.waitFor();
    await runCommand(page, 'Homing: Refresh Results');
    await changed.waitFor();
    await runCommand(page, 'Homing: Resume Indexing');
    await changed.waitFor({ state: 'detached' });
    writeFileSync(file, text);
    await untilIndexed(page);
  });
});
