import assert from 'node:assert/strict';
import { settingDefaults } from '../../../src/shell/settings.ts';
import { extension } from './homing.ts';

interface Property {
  readonly type: string;
  readonly default: unknown;
}

describe('the settings', () => {
  it('in package.json are those the code reads, with the same defaults', () => {
    const { contributes } = extension().packageJSON as {
      contributes: { configuration: { properties: Record<string, Property> } };
    };
    const written = Object.fromEntries(
      Object.entries(contributes.configuration.properties).map(([key, property]) => [key, property.default]),
    );
    const read = Object.fromEntries(
      Object.entries(settingDefaults).map(([key, value]) => [`homing.${key}`, value]),
    );
    assert.deepEqual(written, read);
  });
});
