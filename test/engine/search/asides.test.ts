import assert from 'node:assert/strict';
import { rankHybrid } from '../../../src/engine/search/rank.ts';
import type { Candidate } from '../../../src/engine/search/ranked.ts';
import { candidate, numbered } from './rankedCandidates.ts';

describe('What is aside', () => {
  const check = (query: string, candidates: Candidate[], expected: string): void => {
    const ranked = rankHybrid(query, numbered(candidates));
    assert.equal(ranked.map(({ place }) => `${place.path}:${place.startLine}`).join(' '), expected, query);
  };

  it('stands after the thing itself, unless its sort is asked for', () => {
    const asked: readonly (readonly [string, string])[] = [
      ['generated/a.go', 'generated frob'],
      ['dist/a.go', 'frob in the compiled code'],
      ['build/a.go', 'frob in the build output'],
      ['vendor/a.go', 'vendored frob'],
      ['third_party/a.go', 'third-party frob'],
      ['third-party/a.go', 'frob of a third party'],
      ['node_modules/a.go', 'frob in node_modules'],
      ['examples/a.go', 'example of frob'],
      ['playground/a.go', 'frob playground'],
      ['testdata/a.go', 'frob testdata'],
      ['__snapshots__/a.go', 'frob snapshot'],
      ['e2e/a.go', 'frob e2e'],
      ['legacy/a.go', 'legacy frob'],
      ['deprecated/a.go', 'deprecated frob'],
      ['compat/a.go', 'frob for compatibility'],
      ['types/a.d.ts', 'type definitions of frob'],
      ['frob/a.feature', 'frob scenario'],
    ];
    for (const [path, question] of asked) {
      const both = [
        candidate(path, { dense: 3, lexical: 3 }),
        candidate('z/a.go', { dense: 2.7, lexical: 2.7 }),
      ];
      check('frob', both, `z/a.go:1 ${path}:1`);
      check(question, both, `${path}:1 z/a.go:1`);
    }
  });
  it('are lists of changes among documents', () => {
    const asked: readonly (readonly [string, string])[] = [
      ['CHANGELOG.md', 'what changed for frob'],
      ['CHANGES.rst', 'since which version is there frob'],
      ['HISTORY.md', 'when was frob added'],
      ['NEWS', 'what is new for frob'],
      ['docs/release-notes-2.md', 'frob in the 2.1 release'],
      ['docs/changelog/index.md', 'frob'],
      ['docs/history.md', 'frob'],
    ];
    for (const [path, question] of asked) {
      const both = [
        candidate(path, { kind: 'docs', dense: 3, lexical: 3 }),
        candidate('guide/topic.md', { kind: 'docs', dense: 2.7, lexical: 2.7 }),
      ];
      check(question, both, `${path}:1 guide/topic.md:1`);
      if (question !== 'frob') check('frob', both, `guide/topic.md:1 ${path}:1`);
    }
  });

  it('are terms of use among documents', () => {
    const asked: readonly (readonly [string, string])[] = [
      ['LICENSE', 'under which license'],
      ['LICENSE-MIT.txt', 'may I use frob commercially'],
      ['docs/licence.md', 'frob without warranty'],
      ['COPYING', 'frob copyright'],
      ['NOTICE', 'frob notices'],
      ['CODE_OF_CONDUCT.md', 'how are complaints of harassment handled'],
    ];
    for (const [path, question] of asked) {
      const both = [
        candidate(path, { dense: 3, lexical: 3 }),
        candidate('guide/frob.md', { dense: 2.7, lexical: 2.7 }),
      ];
      check('frob', both, `guide/frob.md:1 ${path}:1`);
      check(question, both, `${path}:1 guide/frob.md:1`);
    }
    const code = [
      candidate('src/license.ts', { dense: 3, lexical: 3 }),
      candidate('src/other.ts', { dense: 2.7, lexical: 2.7 }),
    ];
    check('frob', code, 'src/license.ts:1 src/other.ts:1');
  });

  it('is not asked for by what a program does', () => {
    const both = [
      candidate('generated/a.go', { dense: 3, lexical: 3 }),
      candidate('z/a.go', { dense: 2.7, lexical: 2.7 }),
    ];
    for (const question of ['where do we generate frob', 'how frob builds', 'third frob', 'deprecated frob'])
      check(question, both, 'z/a.go:1 generated/a.go:1');
  });
});
