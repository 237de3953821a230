/** The shortcut that holds everywhere is nobody else's, as the editor itself lists them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../../scripts/project.ts';
import { runCommand, untilIndexed } from '../../../scripts/host/window.ts';
import { eventually, useStage } from './stage.ts';

interface Shortcut {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
  readonly when?: string;
}

/** What the browser calls itself tells the editor whose shortcuts to use. */
const systems = [
  { name: 'Linux', agent: 'X11; Linux x86_64', find: 'Control+f' },
  { name: 'Windows', agent: 'Windows NT 10.0; Win64; x64', find: 'Control+f' },
  { name: 'macOS', agent: 'Macintosh; Intel Mac OS X 10_15_7', find: 'Meta+f' },
] as const;

function everywhere(): readonly Shortcut[] {
  const { contributes } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly contributes: { readonly keybindings: readonly Shortcut[] };
  };
  return contributes.keybindings.filter(({ when }) => when === undefined);
}

describe('the shortcut of the palette', function () {
  this.timeout(180_000);
  // The browser's name stays another for good.
  const stage = useStage({ settings: {} });
  let page: Page;

  before(() => {
    ({ page } = stage);
  });

  /** Says how often a text stands in the document that is open. */
  async function count(text: string, said: string): Promise<void> {
    const find = page.locator('.find-widget.visible');
    await find.locator('textarea').first().fill(text);
    await eventually(async () =>
      assert.equal(await find.locator('.matchesCount').textContent(), said, `${text}: ${said}`),
    );
  }

  for (const { name, agent, find } of systems) {
    it(`is no other's on ${name}, alone or before a second key`, async () => {
      await page.addInitScript(
        `Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (${agent})', configurable: true })`,
      );
      await page.reload();
      await untilIndexed(page);
      await runCommand(page, 'Preferences: Open Default Keyboard Shortcuts (JSON)');
      await page.locator('.tab.active', { hasText: 'Default Keybindings' }).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      await page.keyboard.press(find);
      const own = everywhere();
      assert.deepEqual(
        own.map(({ command }) => command),
        ['homing.search'],
      );
      for (const { key, mac } of own) {
        const pressed = name === 'macOS' ? (mac ?? key) : key;
        await count(`"key": "${pressed}"`, '1 of 1');
        await count(`"key": "${pressed} `, 'No results');
      }
    });
  }
});
