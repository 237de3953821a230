import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { helpText } from '../../src/cli/help.ts';
import { commandNames, commandTable, commonOptions, optionLabel } from '../../src/cli/options.ts';

describe('the help', () => {
  it('names every command', () => {
    for (const name of commandNames) assert.match(helpText(null), new RegExp(`homing ${name}\\b`));
  });

  for (const name of commandNames) {
    it(`of ${name} tells its options and no others`, () => {
      const told = [...helpText(name).matchAll(/^ {2}(--?[a-z-]+)/gm)].map(([, option]) => option).sort();
      const taken = [...commandTable[name].options, ...commonOptions].map(optionLabel);
      assert.deepEqual(told, [...taken, '--'].sort());
    });
  }

  it('fits a terminal of 100 columns', () => {
    for (const topic of [null, ...commandNames]) {
      for (const line of helpText(topic).split('\n')) assert.ok(line.length <= 100, line);
    }
  });

  it('agrees with the page that documents it', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/command-line.md'), 'utf8');
    for (const name of commandNames) {
      for (const option of commandTable[name].options) {
        assert.ok(page.includes(`\`${optionLabel(option)}`), `${name} ${optionLabel(option)}`);
      }
    }
  });
});
