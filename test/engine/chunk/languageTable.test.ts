import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { GRAMMARS } from '../../../src/engine/chunk/grammars.ts';
import { MARKUP_LANGUAGES } from '../../../src/engine/chunk/markup.ts';
import { PATTERNS } from '../../../src/engine/chunk/patterns.ts';

const page = readFileSync(new URL('../../../docs/languages.md', import.meta.url), 'utf8');

/** Languages of the row of the table that begins so. */
function row(beginning: string): Set<string> {
  const line = page.split('\n').find((text) => text.startsWith(`| ${beginning}`)) ?? '';
  return new Set([...(line.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''));
}

describe('the table of languages', () => {
  it('names every language that is parsed, and no other', () =>
    assert.deepEqual(row('By syntax tree'), new Set([...GRAMMARS.keys()].sort())));

  it('names every language that is cut by its lines in one row', () => {
    const named = ['By the look of lines', 'Markup', 'Style sheets', 'Configuration'].map(row);
    for (const language of PATTERNS.keys()) {
      if (GRAMMARS.has(language) || MARKUP_LANGUAGES.has(language)) continue;
      const inTable = named.some((languages) => languages.has(language)) || page.includes(`\`${language}\``);
      assert.ok(inTable, language);
    }
    for (const language of row('By the look of lines')) assert.ok(PATTERNS.has(language), language);
  });

  it('names every language that holds others', () =>
    assert.deepEqual(row('Markup with code inside'), new Set([...MARKUP_LANGUAGES].sort())));
});
