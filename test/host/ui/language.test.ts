/** The display language: every text of Homing's follows it. */
import type { Page } from 'playwright-core';
import { pick, queryBox, quickRows } from '../../../scripts/host/window.ts';
import { resultRows, useStage } from './stage.ts';

describe('in German', function () {
  this.timeout(180_000);
  const stage = useStage({ language: 'de' });
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  it('commands, views and the query box are', async () => {
    await pick(page, 'F1', 'Homing: In der Seitenleiste zeigen');
    const box = queryBox(page);
    await box.getByRole('textbox', { name: 'Was gesucht wird' }).waitFor();
    await box.getByRole('button', { name: 'Dokumente' }).waitFor();
    await box.locator('#query').pressSequentially('compensation because of bad weather');
    await resultRows(page).filter({ hasText: 'refunds.md' }).first().waitFor();
    await box
      .locator('#status')
      .getByText(/\d+ Stellen? in \d+ Datei/)
      .waitFor();
  });

  it('so is the palette', async () => {
    await page.keyboard.press('Control+Alt+h');
    await page.getByPlaceholder('Sagen Sie mit eigenen Worten').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('compensation because of bad weather');
    await quickRows(page)
      .filter({ hasText: /refunds\.md:\d+/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });
});
