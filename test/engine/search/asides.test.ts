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
  /** Two documents of which the first answers a little better, but for what its path says. */
  const beside = (path: string): Candidate[] => [
    candidate(path, { kind: 'docs', dense: 3, lexical: 3 }),
    candidate('guide/topic.md', { kind: 'docs', dense: 2.7, lexical: 2.7 }),
  ];
  const [behind, before] = [
    (path: string): string => `guide/topic.md:1 ${path}:1`,
    (path: string): string => `${path}:1 guide/topic.md:1`,
  ];

  it('are papers among documents: lists of changes, and terms of use', () => {
    const asked: readonly (readonly [string, string])[] = [
      ['CHANGELOG.md', 'what changed for frob'],
      ['changelog-v2.md', 'changelogs'],
      ['CHANGES.rst', 'since which version is there frob'],
      ['HISTORY.md', 'when was frob added'],
      ['NEWS', 'what is new for frob'],
      ['docs/release-notes-2.md', 'frob in the 2.1 release'],
      ['docs/changelog/index.md', 'frob is no longer there'],
      ['LICENSE', 'under which license'],
      ['LICENSE-MIT.txt', 'may I use frob commercially'],
      ['docs/licence.md', 'frob without warranty'],
      ['COPYING', 'copying'],
      ['NOTICE', 'legal notices of frob'],
      ['THIRD_PARTY_NOTICES.md', 'is frob gpl'],
      ['LICENSES/MIT.txt', 'terms of use of frob'],
      ['CODE_OF_CONDUCT.md', 'how are complaints of harassment handled'],
    ];
    for (const [path, question] of asked) {
      check('frob', beside(path), behind(path));
      check(question, beside(path), before(path));
    }
  });

  it('are not documents about such things, nor code', () => {
    for (const path of [
      'docs/license-server.md',
      'docs/notice-board.md',
      'docs/copying-files.md',
      'docs/changes-in-api.md',
      'docs/changelog-format.md',
      'docs/history.md',
      'docs/news.md',
    ])
      check('frob', beside(path), before(path));
    const code = [
      candidate('src/license.ts', { dense: 3, lexical: 3 }),
      candidate('src/other.ts', { dense: 2.7, lexical: 2.7 }),
    ];
    check('frob', code, 'src/license.ts:1 src/other.ts:1');
  });

  it('are not asked for by words that programs have too', () => {
    for (const question of [
      'create a new frob',
      'where is the lock of frob released',
      'watch frob for changes',
      'seconds since the epoch',
      'listen on 127.0.0.1',
      'how to parse a version',
      'notice when frob is removed',
      'example of frob',
      'frob test',
    ])
      for (const path of ['CHANGELOG.md', 'LICENSE']) check(question, beside(path), behind(path));
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
