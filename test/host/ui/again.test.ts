/** What is there again when a window is loaded anew. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { queryBox, reloadWindow, runCommand, untilIndexed } from '../../../scripts/host/window.ts';
import { eventually, resultRows, useStage } from './stage.ts';

describe('a window that is loaded again', function () {
  this.timeout(240_000);
  const stage = useStage({ logLevel: 'homing.homing=debug' });
  let page: Page;

  before(async () => {
    ({ page } = stage);
    await runCommand(page, 'Homing: Show in Sidebar');
  });

  const untilNone = (text: string): Promise<void> =>
    eventually(async () => assert.equal(await resultRows(page).filter({ hasText: text }).count(), 0));

  /** Chunks that each run of indexing has encoded, and taken as they were, in all windows so far. */
  const runs = async (): Promise<readonly { readonly encoded: number; readonly reused: number }[]> =>
    [...(await stage.window.log()).matchAll(/(\d+) chunks encoded, (\d+) reused/g)].map((run) => ({
      encoded: Number(run[1]),
      reused: Number(run[2]),
    }));

  it('encodes nothing again', async () => {
    const before = await runs();
    const chunks = before[0]?.encoded ?? 0;
    assert.ok(chunks > 0);
    await reloadWindow(page);
    await untilIndexed(page);
    await eventually(async () => assert.ok((await runs()).length > before.length));
    assert.deepEqual((await runs()).slice(before.length), [{ encoded: 0, reused: chunks }]);
  });

  it('is paused as it was, until one says that it goes on', async () => {
    const paused = page.getByLabel('Homing: Indexing is paused.').first();
    await runCommand(page, 'Homing: Pause Indexing');
    await paused.waitFor();
    const before = await runs();
    await reloadWindow(page);
    await paused.waitFor();
    assert.deepEqual(await runs(), before);
    await runCommand(page, 'Homing: Resume Indexing');
    await untilIndexed(page);
    await eventually(async () => assert.ok((await runs()).length > before.length));
  });

  it('has the question, its filters and its answer', async () => {
    // A second try begins like the first.
    await runCommand(page, 'Homing: Clear Results');
    await runCommand(page, 'Homing: Show in Sidebar');
    const box = queryBox(page);
    await box.locator('#query').fill('how far apart are two places on Earth');
    await box.getByRole('button', { name: 'Code', pressed: false }).click();
    const found = resultRows(page).filter({ hasText: 'great_circle.py' }).first();
    await found.waitFor();
    const languages = box.locator('#language');
    await languages.selectOption('python');
    // What is kept of a filter is kept before its answer comes.
    await untilNone('.ts');
    await box.locator('#path').fill('analytics/g*');
    await untilNone('smoothing.py');

    await reloadWindow(page);
    await found.waitFor();
    assert.equal(await box.locator('#query').inputValue(), 'how far apart are two places on Earth');
    await box.getByRole('button', { name: 'Code', pressed: true }).waitFor();
    assert.equal(await languages.inputValue(), 'python');
    assert.equal(await box.locator('#path').inputValue(), 'analytics/g*');
  });

  it('looks in the folder that was picked in the explorer', async () => {
    await runCommand(page, 'View: Show Explorer');
    await page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'docs' })
      .click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Search in Folder by Meaning').hover();
    await page.keyboard.press('Enter');
    const chosen = queryBox(page).locator('#scope option:checked');
    await eventually(async () => assert.match((await chosen.textContent()) ?? '', /docs$/));
    await reloadWindow(page);
    await eventually(async () => assert.match((await chosen.textContent()) ?? '', /docs$/));
  });

  it('has nothing where all was cleared', async () => {
    await runCommand(page, 'Homing: Clear Results');
    const query = queryBox(page).locator('#query');
    await eventually(async () => assert.equal(await query.inputValue(), ''));
    await reloadWindow(page);
    await page.getByText('Ask in your own words').waitFor();
    assert.equal(await query.inputValue(), '');
    await queryBox(page).getByRole('button', { name: 'Code', pressed: false }).waitFor();
  });

  it('asks what is typed before the box listens with the filters that it shows', async () => {
    const box = queryBox(page);
    await box.getByRole('button', { name: 'Documents' }).click();
    await box.locator('#path').fill('docs/**');
    await box.locator('#query').fill('how far apart are two places on Earth');
    await resultRows(page).filter({ hasText: '.md' }).first().waitFor();
    // From the moment that the box is there on, which is before its script has come.
    await page.addInitScript(`{
      const typing = setInterval(() => {
        const query = document.getElementById('query');
        if (query === null) return;
        clearInterval(typing);
        query.value = 'compensation because of bad weather';
      }, 1);
    }`);
    await reloadWindow(page);
    await resultRows(page).filter({ hasText: 'refunds.md' }).first().waitFor();
    assert.equal(await box.locator('#query').inputValue(), 'compensation because of bad weather');
    await box.getByRole('button', { name: 'Documents', pressed: true }).waitFor();
    assert.equal(await box.locator('#path').inputValue(), 'docs/**');
    assert.equal(await resultRows(page).filter({ hasText: '.ts' }).count(), 0);
  });
});
