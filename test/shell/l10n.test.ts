import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { formatNumber, formatTime, retell, setDisplay, t } from '../../src/shell/l10n.ts';

const root = join(import.meta.dirname, '..', '..');

/** Calls that take a text of the display. */
const takers = new Set(['t', 'said']);

/** First arguments of all calls of those; null for one that is not written out. */
function textsIn(file: string): readonly (string | null)[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: (string | null)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && takers.has(node.expression.text)) {
      const [first] = node.arguments;
      texts.push(first !== undefined && ts.isStringLiteral(first) ? first.text : null);
    }
    node.forEachChild(visit);
  };
  visit(source);
  return texts;
}

const shell = join(root, 'src', 'shell');
const texts = readdirSync(shell).flatMap((name) => textsIn(join(shell, name)));

function read(...path: readonly string[]): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8')) as Record<string, string>;
}

const bundle = read('l10n', 'bundle.l10n.de.json');

/** `{0}`, links to commands and what is code stay as they are in every language. */
function fixedParts(text: string): readonly string[] {
  return (text.match(/\{\d+\}|\(command:[^)]*\)|<keybinding:[^>]*>|\$\([\w-]+\)|`[^`]*`/gu) ?? []).toSorted();
}

describe('texts', () => {
  it('are written out where they are shown', () => {
    assert.ok(texts.length > 50);
    assert.equal(texts.includes(null), false);
  });

  it('all have their German, and no German is left of others', () => {
    assert.deepEqual(Object.keys(bundle).toSorted(), [...new Set(texts as string[])].toSorted());
  });

  it('of package.json all have their German', () => {
    assert.deepEqual(Object.keys(read('package.nls.de.json')), Object.keys(read('package.nls.json')));
  });

  it('keep numbers, commands and code in German', () => {
    const manifest = read('package.nls.json');
    const german = read('package.nls.de.json');
    const pairs = [
      ...Object.entries(bundle),
      ...Object.entries(manifest).map(([key, text]) => [text, german[key] ?? ''] as const),
    ];
    for (const [text, translated] of pairs) {
      assert.notEqual(translated.trim(), '', text);
      assert.deepEqual(fixedParts(translated), fixedParts(text), text);
    }
  });
});

describe('the language of the display', () => {
  afterEach(() => {
    setDisplay();
  });

  it('is English where there is no editor', () => {
    assert.equal(t('{0} in {1}', 'two', 'three'), 'two in three');
    assert.equal(formatNumber(1_234_567), '1,234,567');
    assert.equal(formatNumber(999), '999');
  });

  it('is used for texts of other parts, with what stands in their places', () => {
    const messages = ['{0} is not a folder.', 'The folder {0} cannot be read: {1}.', 'Full (really).'];
    setDisplay((message, ...args) => `${message.length}: ${args.join(' | ')}`);
    const upper = (part: string): string => part.toUpperCase();
    assert.equal(retell('/a b is not a folder.', messages, upper), '20: /A B');
    assert.equal(retell('The folder /a cannot be read: gone: away.', messages, upper), '35: /A | GONE: AWAY');
    assert.equal(retell('Full (really).', messages, upper), '14: ');
    assert.equal(retell('Fully (really).', messages, upper), null);
  });

  it('is used for texts, numbers and times', () => {
    const now = new Date(2026, 10, 24, 12, 0);
    setDisplay((message) => bundle[message] ?? message);
    assert.equal(t('Code'), 'Code');
    assert.equal(t('Documents'), 'Dokumente');
    assert.equal(formatNumber(1_234), '1.234');
    assert.equal(formatTime(new Date(2026, 10, 24, 9, 5), now), '09:05');
    assert.equal(formatTime(new Date(2026, 9, 3, 9, 5), now), '2026-10-03 09:05');
  });
});
