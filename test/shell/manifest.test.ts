import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { readExclude, readInclude, readSettings, settingDefaults } from '../../src/shell/settings.ts';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
}

const { contributes, icon } = JSON.parse(text) as {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly keybindings: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly configurationDefaults: { readonly 'terminal.integrated.commandsToSkipShell': readonly string[] };
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
};

const commands = contributes.commands.map(({ command }) => command);

/** A workspace in which exactly these settings are written. */
function written(values: Readonly<Record<string, unknown>>) {
  const get = (key: string): unknown => values[key];
  return { getConfiguration: () => ({ get }) as unknown as vscode.WorkspaceConfiguration };
}

describe('package.json', () => {
  it('declares the settings that are read, with their defaults', () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, property.default])),
      Object.fromEntries(Object.entries(settingDefaults).map(([key, value]) => [`homing.${key}`, value])),
    );
    const types = { string: 'string', number: 'integer', boolean: 'boolean', object: 'array' };
    for (const [key, value] of Object.entries(settingDefaults)) {
      assert.equal(properties[`homing.${key}`]?.type, types[typeof value as keyof typeof types], key);
    }
  });

  it('offers every device that the engine knows', () => {
    for (const device of contributes.configuration.properties['homing.device']?.enum ?? []) {
      assert.equal(readSettings(written({ device })).device, device);
    }
  });

  it('names commands in menus, keys and welcome views that are declared', () => {
    const linked = [...JSON.stringify(words).matchAll(/(?:command|keybinding):(homing\.\w+)/g)].map(
      ([, id]) => id ?? '',
    );
    const events = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.flatMap((step) => step.completionEvents),
    );
    const used = [
      ...[...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
        ({ command }) => command,
      ),
      ...contributes.configurationDefaults['terminal.integrated.commandsToSkipShell'],
      ...events.flatMap((event) => /^onCommand:(.*)$/.exec(event)?.[1] ?? []),
    ];
    assert.deepEqual(
      [...linked, ...used].filter((command) => !commands.includes(command)),
      [],
    );
  });

  it('declares the commands that the extension registers', () => {
    const source = readFileSync(join(root, 'src', 'shell', 'commands.ts'), 'utf8');
    const registered = [...source.matchAll(/^ {4}'(homing\.\w+)':/gm)].map(([, id]) => id ?? '');
    assert.deepEqual(registered.toSorted(), commands.toSorted());
  });

  it('takes every text from package.nls.json, which holds no other', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].toSorted(), Object.keys(words).toSorted());
  });

  it('names pictures that exist', () => {
    const steps = contributes.walkthroughs.flatMap((each) => each.steps);
    const pictures = steps.map(({ media }) => media.svg);
    assert.equal(pictures.length, 3);
    for (const path of [
      icon,
      ...pictures,
      ...contributes.viewsContainers.activitybar.map((each) => each.icon),
    ]) {
      assert.ok(existsSync(join(root, path)), path);
    }
  });
});

describe('settings', () => {
  it('that are not written are the defaults', () => {
    assert.deepEqual(readSettings(written({})), {
      device: 'auto',
      threads: 0,
      priority: 'low',
      automatic: true,
      pauseOnBattery: false,
      cacheSize: 512,
    });
    assert.deepEqual(readExclude(written({}), null as never), []);
  });

  it('that are written are read', () => {
    const values = {
      device: 'cpu',
      threads: 3,
      priority: 'normal',
      'index.automatic': false,
      'index.pauseOnBattery': true,
      'index.cacheSize': 0,
      exclude: ['vendor'],
    };
    assert.deepEqual(readSettings(written(values)), {
      device: 'cpu',
      threads: 3,
      priority: 'normal',
      automatic: false,
      pauseOnBattery: true,
      cacheSize: 0,
    });
    assert.deepEqual(readExclude(written(values), null as never), ['vendor']);
  });

  it('that make no sense count as not written', () => {
    const values = {
      device: 'abacus',
      threads: -1,
      priority: 'highest',
      'index.automatic': 'yes',
      'index.pauseOnBattery': 1,
      'index.cacheSize': 1.5,
      exclude: [1, '', 'vendor'],
    };
    assert.deepEqual(readSettings(written(values)), {
      device: 'auto',
      threads: 0,
      priority: 'low',
      automatic: true,
      pauseOnBattery: false,
      cacheSize: 512,
    });
    assert.deepEqual(readExclude(written(values), null as never), ['vendor']);
    assert.deepEqual(readExclude(written({ exclude: 'vendor' }), null as never), []);
    assert.deepEqual(readInclude(written({ include: ['generated/**', 3] }), null as never), ['generated/**']);
  });
});
