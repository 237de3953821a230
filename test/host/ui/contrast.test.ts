/** High contrast: what is on and what was found is told by a line, not by its colour alone. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { openPalette, queryBox, quickRows, runCommand } from '../../../scripts/host/window.ts';
import { eventually, useStage } from './stage.ts';

/** An element of a page. */
interface Styled {
  readonly ownerDocument: { readonly defaultView: { getComputedStyle(element: Styled): Border } };
}

/** The border of its left side, which each of ours has. */
interface Border {
  readonly borderLeftWidth: string;
  readonly borderLeftStyle: string;
  readonly borderLeftColor: string;
}

describe('in high contrast', function () {
  this.timeout(180_000);
  const stage = useStage({ settings: { 'workbench.colorTheme': 'Default High Contrast' } });
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  /** `2px solid`; of a border that nobody sees, `none`. */
  async function borders(elements: Locator): Promise<readonly string[]> {
    const all = await elements.evaluateAll((found: Styled[]) =>
      found.map((element) => {
        const style = element.ownerDocument.defaultView.getComputedStyle(element);
        return [style.borderLeftWidth, style.borderLeftStyle, style.borderLeftColor] as const;
      }),
    );
    const isSeen = (color: string): boolean => !/^rgba\(.*, 0\)$/u.test(color);
    return all.map(([width, style, color]) => (isSeen(color) ? `${width} ${style}` : 'none'));
  }

  it('a filter that is pressed has a thicker border', async () => {
    await runCommand(page, 'Homing: Show in Sidebar');
    const chip = queryBox(page).getByRole('button', { name: 'Documents' });
    await chip.waitFor();
    assert.deepEqual(await borders(chip), ['1px solid']);
    await chip.click();
    await eventually(async () => assert.deepEqual(await borders(chip), ['2px solid']));
    await chip.click();
  });

  it('what was found has a border in the editor, and the lines that matched one of their own', async () => {
    await (await openPalette(page)).fill('check that a login password is correct');
    await quickRows(page).filter({ hasText: 'credentials.ts' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await eventually(async () => {
      const seen = await borders(page.locator('.view-overlays [class*="TextEditorDecorationType"]'));
      assert.deepEqual([...new Set(seen)].sort(), ['1px dashed', '3px solid']);
    });
    await page.keyboard.press('Escape');
  });
});
