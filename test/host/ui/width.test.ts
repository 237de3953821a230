/** What is in sight where the sidebar is narrow. */
import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { queryBox, runCommand } from '../../../scripts/host/window.ts';
import { boxHasKeyboard, eventually, useStage } from './stage.ts';

/** An element of the box's page, in pixels. */
interface Measured {
  readonly ownerDocument: {
    readonly defaultView: { readonly innerWidth: number; readonly innerHeight: number };
  };
  getBoundingClientRect(): { readonly bottom: number; readonly height: number };
}

describe('a narrow sidebar', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;
  let width = 0;

  before(async () => {
    ({ page } = stage);
    await runCommand(page, 'Homing: Show in Sidebar');
    await boxHasKeyboard(page);
    width = (await sidebar()).width;
    await box().locator('#query').fill('compensation because of bad weather');
  });

  afterEach(async () => drag(width));

  const box = (): FrameLocator => queryBox(page);

  async function sidebar(): Promise<{ x: number; y: number; width: number }> {
    return (await page.locator('.part.sidebar').boundingBox()) ?? { x: 0, y: 0, width: 0 };
  }

  /** Pixels; the editor makes it no narrower than 170. */
  async function drag(to: number): Promise<void> {
    const { x, y, width: from } = await sidebar();
    await page.mouse.move(x + from, y + 300);
    await page.mouse.down();
    await page.mouse.move(x + to, y + 300, { steps: 5 });
    await page.mouse.up();
  }

  /** As low as the editor makes it. */
  async function lower(): Promise<void> {
    const below = await page.locator('.pane-header[aria-label^="Results"]').boundingBox();
    const { x = 0, y = 0 } = below ?? {};
    await page.mouse.move(x + 60, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y - 300, { steps: 5 });
    await page.mouse.up();
  }

  /** Pixels: of the box's page across, of an element from top to bottom, and by which it ends below the page. */
  function measured(selector: string): Promise<readonly [number, number, number]> {
    return box()
      .locator(selector)
      .evaluate((element: Measured) => {
        const { innerWidth, innerHeight } = element.ownerDocument.defaultView;
        const { bottom, height } = element.getBoundingClientRect();
        return [innerWidth, height, bottom - innerHeight] as const;
      });
  }

  it('has all filters in two rows', async () => {
    await drag(250);
    await eventually(async () => {
      const [shown, height] = await measured('#filters');
      assert.ok(shown <= 250, `${shown} px wide`);
      assert.equal(height, 48);
    });
  });

  it('keeps its filters in sight where it is as narrow as can be', async () => {
    await drag(150);
    await lower();
    await eventually(async () => {
      const [shown, , below] = await measured('#path');
      assert.ok(shown <= 170, `${shown} px wide`);
      assert.ok(below <= 0, `${below} px below the view`);
    });
  });
});
