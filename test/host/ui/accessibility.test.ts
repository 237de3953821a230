/** What a screen reader is told, as the browser's accessibility tree has it. */
import assert from 'node:assert/strict';
import type { CDPSession, Page } from 'playwright-core';
import {
  openPalette,
  queryBox,
  reloadWindow,
  runCommand,
  untilIndexed,
} from '../../../scripts/host/window.ts';
import { boxHasKeyboard, eventually, useStage } from './stage.ts';

/** Roles of what one can do something with, or lands on with the keyboard. */
const named = new Set([
  'button',
  'checkbox',
  'combobox',
  'group',
  'link',
  'listbox',
  'menuitem',
  'option',
  'searchbox',
  'tab',
  'textbox',
  'tree',
  'treeitem',
]);

/** Milliseconds after which the help that has opened is of something else; its text comes after its lines. */
const helpMs = 8_000;

interface Node {
  readonly ignored: boolean;
  readonly role?: { readonly value?: unknown };
  readonly name?: { readonly value?: unknown };
}

/** A button of the box's page. */
interface Styled {
  readonly ownerDocument: {
    readonly defaultView: { getComputedStyle(element: Styled): { readonly outlineOffset: string } };
  };
}

function textOf(value: Node['name']): string {
  return typeof value?.value === 'string' ? value.value : '';
}

describe('the accessibility tree', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;
  let browser: CDPSession;

  before(async () => {
    ({ page } = stage);
    browser = await page.context().newCDPSession(page);
  });

  /** Nodes below the element that a selector finds, in the page or in a frame of it, as `role: name`. */
  async function nodesBelow(selector: string): Promise<readonly { role: string; name: string }[]> {
    const { root } = await browser.send('DOM.getDocument', { depth: 0 });
    const { nodeId } = await browser.send('DOM.querySelector', { nodeId: root.nodeId, selector });
    const { node } = await browser.send('DOM.describeNode', { nodeId });
    const { nodes } = await browser.send('Accessibility.queryAXTree', { backendNodeId: node.backendNodeId });
    return (nodes as readonly Node[])
      .filter(({ ignored }) => !ignored)
      .map(({ role, name }) => ({ role: textOf(role), name: textOf(name) }));
  }

  function requireNames(nodes: readonly { role: string; name: string }[], fewest: number): void {
    const reached = nodes.filter(({ role }) => named.has(role));
    assert.ok(reached.length >= fewest, `${reached.length} nodes: ${JSON.stringify(nodes)}`);
    assert.deepEqual(
      reached.filter(({ name }) => name.trim() === ''),
      [],
    );
  }

  it('names every row of the palette, with its symbol, its place and its line', async () => {
    await openPalette(page);
    await page.keyboard.type('compensation because of bad weather');
    await eventually(async () => {
      const nodes = await nodesBelow('.quick-input-widget');
      requireNames(nodes, 5);
      const rows = nodes.filter(({ role }) => role === 'option' || role === 'listitem');
      assert.ok(
        rows.some(({ name }) => /docs\/refunds\.md:\d+/.test(name)),
        JSON.stringify(rows),
      );
    });
    await page.keyboard.press('Escape');
  });

  it('names everything in the sidebar: views, buttons, results and the index', async () => {
    await runCommand(page, 'Homing: Show in Sidebar');
    const box = queryBox(page);
    await box.locator('#query').fill('compensation because of bad weather');
    await page
      .getByRole('treeitem', { name: /refunds\.md/ })
      .first()
      .waitFor();
    await runCommand(page, 'Homing: Focus on Index View');
    await page
      .getByRole('treeitem', { name: /^Up to date/ })
      .first()
      .waitFor();
    await eventually(async () => {
      const nodes = await nodesBelow('[id="workbench.view.extension.homing"]');
      requireNames(nodes, 12);
      for (const name of ['Results', 'Index'])
        assert.ok(nodes.some((node) => node.role === 'tree' && node.name === name));
      assert.ok(nodes.some(({ name }) => /^docs\/refunds\.md, \d+ places?/.test(name)));
    });
  });

  it('explains the keys of the results where one asks for help', async () => {
    const help = page.locator('.accessible-view .view-lines');
    await eventually(async () => {
      await runCommand(page, 'Homing: Focus on Results View');
      await page
        .getByRole('tree', { name: 'Results' })
        .and(page.locator(':focus'))
        .waitFor({ timeout: helpMs });
      await page.keyboard.press('Alt+F1');
      // The editor asks once, some seconds after a window has opened, which views have a help. Where those of extensions come
      // later than that, on a slow machine, this window never explains them, and the next one may.
      const ofResults = help.getByText('The results stand in a tree');
      await ofResults.waitFor({ timeout: helpMs }).catch(async (error: unknown) => {
        await page.keyboard.press('Escape');
        await reloadWindow(page);
        await untilIndexed(page);
        throw error;
      });
    });
    await help.getByText('beside the editor (Control+Enter)').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
  });

  it('names every control of the query box, and tells what it says as it changes', async () => {
    const box = queryBox(page);
    const lines = (await box.locator('body').ariaSnapshot()).split('\n');
    const controls = lines.filter((line) => /^\s*- '?(?:button|textbox|combobox|checkbox)\b/.test(line));
    assert.ok(controls.length >= 6, lines.join('\n'));
    assert.deepEqual(
      controls.filter((line) => !/^\s*- '?\w+ "[^"]+/.test(line)),
      [],
    );
    await box.locator('[role=status], [aria-live=polite]').first().waitFor({ state: 'attached' });
  });

  it('shows beside the border of a filter that is set that it has the keyboard', async () => {
    const filter = queryBox(page).getByRole('button', { name: 'Documents' });
    await eventually(async () => {
      await runCommand(page, 'Homing: Show in Sidebar');
      await boxHasKeyboard(page);
      for (const key of ['Tab', 'Tab']) await page.keyboard.press(key);
      await filter.and(queryBox(page).locator(':focus')).waitFor({ timeout: 1_000 });
    });
    await page.keyboard.press('Space');
    try {
      await queryBox(page).getByRole('button', { name: 'Documents', pressed: true }).waitFor();
      await eventually(async () => {
        const offset = await filter.evaluate(
          (button: Styled) => button.ownerDocument.defaultView.getComputedStyle(button).outlineOffset,
        );
        // Its border has the colour of the outline.
        assert.equal(offset, '1px');
      });
    } finally {
      await page.keyboard.press('Space');
    }
  });

  it('names the status bar item with what it stands for', async () => {
    const nodes = await nodesBelow('[id="homing.homing.homing.status"]');
    assert.ok(
      nodes.some(({ role, name }) => role === 'button' && /^Homing: \d+ files/.test(name)),
      JSON.stringify(nodes),
    );
  });

  it('names the pictures of the walkthrough', async () => {
    await runCommand(page, 'Homing: Open Walkthrough');
    await page.locator('.getting-started-step').nth(2).waitFor();
    const nodes = await nodesBelow('.gettingStartedContainer');
    requireNames(nodes, 3);
  });
});
