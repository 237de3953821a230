import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wildcardPieces } from '../../../src/engine/discover/glob.ts';
import { wildcardTest } from '../../../src/engine/discover/wildcards.ts';

const options = fc.record({ ignoreCase: fc.boolean(), takesBelow: fc.boolean() });
const patterns = fc
  .array(fc.constantFrom('*', '**/', '/**', '?', 'a', 'b', 'B', '/', '[a]', '[!a]', '.', '\\*'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
const names = fc
  .array(fc.constantFrom('a', 'b', 'A', '/', '.', '*'), { maxLength: 10 })
  .map((parts) => parts.join(''));

describe('A wildcard pattern', function () {
  this.timeout(60_000);

  it('with many stars matches what a regular expression would', () => {
    let matched = 0;
    fc.assert(
      fc.property(patterns, fc.array(names, { minLength: 8 }), options, (pattern, all, option) => {
        const pieces = wildcardPieces(pattern, true) ?? [];
        const end = option.takesBelow ? '(?:/|$)' : '$';
        const expression = new RegExp(`^${pieces.join('')}${end}`, option.ignoreCase ? 'i' : '');
        // Four stars more that stand for nothing: from there on it is not a regular expression that matches.
        const test = wildcardTest([...pieces, '[^/]*', '[^/]*', '[^/]*', '[^/]*'], option);
        const same = new RegExp(`^${pieces.join('')}[^/]*${end}`, option.ignoreCase ? 'i' : '');
        for (const name of all) {
          assert.equal(test(name), same.test(name), `${pattern} and ${name}`);
          assert.equal(wildcardTest(pieces, option)(name), expression.test(name), `${pattern} and ${name}`);
          if (test(name)) matched++;
        }
      }),
      { numRuns: 2_000 },
    );
    assert.ok(matched > 500, `${matched} matched`);
  });

  it('may have more stars than there are ways to share a name among them', () => {
    const name = 'a'.repeat(250);
    for (const pattern of [
      '*a'.repeat(100),
      `${'*a'.repeat(60)}b`,
      '**/'.repeat(100) + 'a',
      `${'[!b]*'.repeat(40)}b`,
    ]) {
      const test = wildcardTest(wildcardPieces(pattern, true) ?? []);
      assert.equal(test(name), !pattern.endsWith('b') && !pattern.startsWith('**'), pattern);
    }
  });
});
