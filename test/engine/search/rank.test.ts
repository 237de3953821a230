import assert from 'node:assert/strict';
import fc from 'fast-check';
import { measure, rankBy, rankHybrid, rankMeasured } from '../../../src/engine/search/rank.ts';
import type { Candidate } from '../../../src/engine/search/ranked.ts';
import { defaultWeights } from '../../../src/engine/search/weights.ts';
import { candidate, numbered } from './rankedCandidates.ts';

describe('Ranking', () => {
  const check = (query: string, candidates: Candidate[], expected: string): void => {
    const ranked = rankHybrid(query, numbered(candidates));
    assert.equal(ranked.map(({ place }) => `${place.path}:${place.startLine}`).join(' '), expected);
  };

  it('puts what both meaning and words find before what one finds', () =>
    check(
      'x',
      [
        candidate('a', { dense: 3 }),
        candidate('b', { dense: 2.5, lexical: 5 }),
        candidate('c', { lexical: 6 }),
      ],
      'b:1 a:1 c:1',
    ));
  it('keeps the order of what filters leave, where all of it is far from the question', () =>
    check(
      'x',
      [candidate('c', { dense: -1 }), candidate('a', { dense: -2 }), candidate('b', { dense: -0.5 })],
      'b:1 c:1 a:1',
    ));
  it('follows the texts of those that were looked at where vectors hardly differ', () => {
    const question = measure('x', numbered([candidate('a', { dense: 3 }), candidate('b', { dense: 2.9 })]));
    const told = [
      { words: -1, met: 0, meaning: -1 },
      { words: 1, met: 0, meaning: 1 },
    ];
    const candidates = question.candidates.map((each, at) => ({ ...each, closer: told[at] ?? null }));
    const order = rankMeasured({ ...question, candidates }, defaultWeights).map(({ place }) => place.path);
    assert.deepEqual(order, ['b', 'a']);
    assert.equal(rankMeasured(question, defaultWeights)[0]?.place.path, 'a');
  });
  it('puts what holds the question word for word first, of whichever kind it is', () => {
    for (const kind of ['code', 'docs'] as const) {
      const all = [
        candidate('a', { dense: 3, lexical: 0.8 }),
        candidate('b', { dense: 3, lexical: 0.8, kind: 'docs' }),
        candidate('c', { dense: 2.5, lexical: 0.7, kind }),
      ];
      const question = measure('module not registered', numbered(all));
      const candidates = question.candidates.map((each) => ({
        ...each,
        inARow: each.place.path === 'c' ? 1 : 0,
      }));
      assert.equal(rankMeasured({ ...question, candidates }, defaultWeights)[0]?.place.path, 'c', kind);
      assert.notEqual(rankMeasured(question, defaultWeights)[0]?.place.path, 'c', kind);
    }
  });
  it('puts the definition of a name that is asked for first', () =>
    check(
      'openFile',
      [
        candidate('a', { lexical: 9, dense: 3 }),
        candidate('b', { lexical: 8, dense: 2, symbol: 'openFile' }),
      ],
      'b:1 a:1',
    ));
  it('takes what a chunk declares besides for as much', () =>
    check(
      'openFile',
      [
        candidate('a', { lexical: 9, dense: 3 }),
        candidate('b', { lexical: 8, dense: 2, symbol: 'constructor', alsoDeclares: ['limit', 'openFile'] }),
      ],
      'b:1 a:1',
    ));
  it('puts the part of a large declaration that declares it before its other parts', () =>
    check(
      'openFile',
      [
        candidate('a', { lexical: 9, dense: 3, symbol: 'openFile', isPart: 1 }),
        candidate('b', { lexical: 8.5, dense: 2.9, symbol: 'openFile' }),
        candidate('c', { lexical: 9, dense: 3 }),
      ],
      'b:1 a:1 c:1',
    ));
  it('takes a question that is nothing but the beginning of a name for that name', () => {
    const both = [
      candidate('a', { lexical: 9, dense: 3 }),
      candidate('b', { lexical: 8.5, dense: 2.8, symbol: 'deconstructPattern' }),
    ];
    check('deconstructPa', both, 'b:1 a:1');
    check('deconstructPa of a pattern', both, 'a:1 b:1');
  });
  it('takes a name that differs in signs alone for nearly the same, and another style for another thing', () => {
    const style = candidate('a', { lexical: 8, dense: 2.6, symbol: 'from_request' });
    const sign = candidate('b', { lexical: 8, dense: 2.4, symbol: '$FromRequest' });
    check('FromRequest', [style, sign], 'b:1 a:1');
    const unnamed = candidate('c', { lexical: 8, dense: 2.7 });
    const declaring = candidate('d', { lexical: 8, dense: 2.4, symbol: 'FromRequest' });
    check('FromRequest', [style, unnamed], 'a:1 c:1');
    check('FromRequest', [style, unnamed, declaring], 'd:1 c:1 a:1');
    const plain = candidate('d', { lexical: 8, dense: 2.4, symbol: 'request' });
    const inCapitals = candidate('a', { lexical: 8, dense: 2.6, symbol: 'Request' });
    check('request', [inCapitals, unnamed, plain], 'd:1 a:1 c:1');
  });
  it('prefers the name as it is written', () =>
    check(
      'FromRequest',
      [
        candidate('a', { lexical: 8, dense: 2.5, symbol: 'from_request' }),
        candidate('b', { lexical: 8, dense: 2.4, symbol: 'FromRequest' }),
      ],
      'b:1 a:1',
    ));
  it('takes what passes a name on for its place where nothing declares it as it is written', () => {
    const user = candidate('a', { lexical: 8, dense: 2.5, symbol: 'from_request' });
    const passing = candidate('b', { lexical: 7.5, dense: 2.4, reexports: ['FromRef', 'FromRequest'] });
    const declaring = candidate('c', { lexical: 7.5, dense: 2.4, symbol: 'FromRequest' });
    check('FromRequest', [user, passing], 'b:1 a:1');
    check('FromRequest', [user, passing, declaring], 'c:1 a:1 b:1');
  });
  it('takes the last of a qualified name for what is asked', () =>
    check(
      'Rack::Response',
      [
        candidate('a', { lexical: 8, dense: 2.5, symbol: 'Rack' }),
        candidate('b', { lexical: 8, dense: 2.4, symbol: 'Response' }),
      ],
      'b:1 a:1',
    ));
  it('takes a name in a long question for its subject, not for what is sought', () =>
    check(
      'where are the bytes of openFile counted and written to the log',
      [
        candidate('a', { lexical: 8, dense: 2.2, symbol: 'openFile' }),
        candidate('b', { lexical: 8, dense: 3, symbol: 'countBytes' }),
      ],
      'b:1 a:1',
    ));
  it('prefers files whose name holds the query’s words', () =>
    check(
      'rate limit',
      [candidate('a.go', { dense: 3, lexical: 3 }), candidate('rate_limit.go', { dense: 2.9, lexical: 2.9 })],
      'rate_limit.go:1 a.go:1',
    ));
  it('puts tests after what they test, unless tests are asked for', () => {
    const both = [
      candidate('a_test.go', { dense: 3, lexical: 3 }),
      candidate('a.go', { dense: 2.7, lexical: 2.7 }),
    ];
    check('frob', both, 'a.go:1 a_test.go:1');
    check('frob test', both, 'a_test.go:1 a.go:1');
  });
  it('keeps both kinds in order, however sure it is of one', () => {
    const all = [
      candidate('a', { dense: 3, lexical: 3 }),
      candidate('z', { dense: 4, lexical: 4 }),
      candidate('d', { dense: 3, lexical: 3, kind: 'docs' }),
      candidate('y', { dense: 4, lexical: 4, kind: 'docs' }),
    ];
    const order = (leaning: number): string =>
      rankHybrid('x', numbered(all), leaning)
        .map(({ place, score }) => (score > 0 ? place.path : '?'))
        .join('');
    assert.deepEqual([order(1e3), order(-1e3)], ['ydza', 'zayd']);
  });
  it('takes a test among the code that it tests for a test', () =>
    check(
      'frob',
      [
        candidate('a', { dense: 3, lexical: 3, symbol: 'test_of_it', language: 'rust' }),
        candidate('b', { dense: 2.7, lexical: 2.7, symbol: 'it', language: 'rust' }),
      ],
      'b:1 a:1',
    ));
  it('lets what is found in tests speak for the file that they test', () => {
    // A file's share of the candidates means something from a hundred on.
    const others = Array.from({ length: 100 }, (_, at) => candidate(`other${at}`, { dense: 1, lexical: 1 }));
    const order = (tests: string): string[] =>
      rankHybrid(
        'frob',
        numbered([
          candidate('src/b.py', { dense: 3, lexical: 3 }),
          candidate('src/a.py', { dense: 2.95, lexical: 2.95 }),
          ...[1, 11, 21].map((startLine) => candidate(tests, { startLine, dense: 2.6, lexical: 2.6 })),
          ...others,
        ]),
      )
        .slice(0, 2)
        .map(({ place }) => place.path);
    assert.deepEqual(order('tests/test_a.py'), ['src/a.py', 'src/b.py']);
    assert.deepEqual(order('tests/test_c.py'), ['src/b.py', 'src/a.py']);
  });
  it('prefers the document with several good sections, but the better section to the nearly as good', () => {
    const section = (path: string, startLine: number, dense: number): Candidate =>
      candidate(path, { kind: 'docs', startLine, dense });
    const others = Array.from({ length: 100 }, (_, at) => section(`${at}.md`, 1, 0));
    const among = (best: number): string | undefined => {
      const two = [section('a.md', 1, 3), section('b.md', 1, best)];
      const more = [20, 30, 40].map((line) => section('b.md', line, best - 0.1));
      return rankHybrid('x', numbered([...two, ...more, ...others]))[0]?.place.path;
    };
    assert.deepEqual([among(2.9), among(2)], ['b.md', 'a.md']);
  });
  it('trusts meaning more in documents than in code', () => {
    for (const [kind, expected] of [
      ['code', 'words'],
      ['docs', 'meaning'],
    ] as const) {
      const order = rankHybrid(
        'x',
        numbered([
          candidate('meaning', { kind, dense: 3, lexical: 0 }),
          candidate('words', { kind, dense: 2.09, lexical: 1 }),
        ]),
      ).map(({ place }) => place.path);
      assert.equal(order[0], expected, kind);
    }
  });
  it('shows another file before a second hit of the first', () =>
    check(
      'x',
      [
        candidate('a', { dense: 3, lexical: 3 }),
        candidate('a', { dense: 2.9, lexical: 2.9, startLine: 10 }),
        candidate('b', { dense: 2.8, lexical: 2.8 }),
      ],
      'a:1 b:1 a:10',
    ));
  it('orders equal ones by path and line', () =>
    check(
      'x',
      [
        candidate('b', { dense: 1 }),
        candidate('a', { dense: 1, startLine: 4 }),
        candidate('a', { dense: 1 }),
      ],
      'a:1 b:1 a:4',
    ));

  it('scores what answers well in one folder above the best of a folder that answers badly', () => {
    const scoresOf = (candidates: readonly Candidate[]): number[] =>
      rankHybrid('retry upload', numbered(candidates)).map(({ score }) => score);
    const [good = 0] = scoresOf([candidate('a', { dense: 5, lexical: 0.9 }), candidate('b', { dense: 2 })]);
    const [bad = 0] = scoresOf([candidate('c', { dense: 2, lexical: 0.1 }), candidate('d', { dense: 1 })]);
    assert.ok(good > bad);
  });
  it('leaves out of one list what that list did not find', () => {
    const ranked = rankBy(numbered([candidate('a', { dense: 1 }), candidate('b', { lexical: 1 })]), 'dense');
    assert.deepEqual(
      ranked.map(({ place }) => place.path),
      ['a'],
    );
  });

  const score = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
  const some = fc.array(
    fc.record({
      path: fc.constantFrom('a', 'b/c', 'test/d', 'e.md'),
      startLine: fc.nat(5),
      dense: score,
      lexical: score,
    }),
    { maxLength: 30 },
  );
  it('does not depend on the order in which candidates come, and descends', () => {
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (drawn, order) => {
        const unique = new Map(drawn.map((each) => [`${each.path}:${each.startLine}`, each]));
        const all = numbered([...unique.values()].map(({ path, ...rest }) => candidate(path, rest)));
        const shuffled = all
          .map((each) => ({ each, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const ranked = rankHybrid('b', all);
        assert.deepEqual(rankHybrid('b', shuffled), ranked);
        const scores = ranked.map((each) => each.score);
        assert.deepEqual(
          scores,
          scores.toSorted((a, b) => b - a),
        );
      }),
    );
  });
});
