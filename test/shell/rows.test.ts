import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bestLine, highlights, matchedLines, queryWords } from '../../src/shell/excerpt.ts';
import { groupByFile, hitRows, lineRows, paletteTexts } from '../../src/shell/rows.ts';
import { hit } from './hits.ts';

describe('the words of a query', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['Where do we retry failed uploads?', ['retry', 'failed', 'uploads']],
    ['path:docs/ lang:"c sharp" crowded -kind:code trains', ['crowded', 'trains']],
    ['the', []],
    ['größte Größe größte', ['größte', 'größe']],
  ];
  for (const [query, words] of cases) {
    it(`of "${query}" are ${words.join(', ') || 'none'}`, () => assert.deepEqual(queryWords(query), words));
  }
});

describe('the line of a hit', () => {
  const text = 'import { sleep } from "./time"\n{\nconst delay = 3;\n  await   retryUpload(file);\n}';

  it('is the one with the most words of the query, without white space around it', () => {
    assert.deepEqual(bestLine(text, queryWords('retry uploads')), {
      line: 3,
      text: 'await retryUpload(file);',
    });
  });

  it('has no mark of a comment or a heading', () => {
    assert.equal(bestLine('/**\n * @summary\n * Sets the limit.\n */', []).text, 'Sets the limit.');
    assert.equal(bestLine('## Refunds', []).text, 'Refunds');
    assert.equal(bestLine('#include_once', []).text, '#include_once');
  });

  it('is one of those that matched where they are known', () => {
    assert.equal(bestLine(text, queryWords('retry uploads'), [2]).line, 2);
    assert.equal(bestLine(text, queryWords('retry uploads'), [2, 3]).line, 3);
  });

  it('is neither the name that stands beside it nor an import, where there is another', () => {
    assert.equal(bestLine('## Storm\n\nMoney back.', ['storm'], [0], 'Storm').text, 'Money back.');
    assert.equal(bestLine('package gate\n\ntype Ticket struct {', ['gate']).text, 'type Ticket struct {');
    assert.equal(bestLine('## Storm', ['storm'], [0], 'Storm').text, 'Storm');
    assert.equal(bestLine('package gate', ['gate']).text, 'package gate');
  });

  it('is the first that says something where no word is in any', () => {
    assert.deepEqual(bestLine(text, queryWords('bananas')), { line: 2, text: 'const delay = 3;' });
  });

  it('is there for any text, and short', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (any, query) => {
        const { line, text: shown } = bestLine(any, queryWords(query));
        assert.ok(line >= 0 && line < any.split('\n').length);
        assert.ok(shown.length <= 241);
      }),
    );
  });
});

describe('highlights', () => {
  it('are the words of the query, endings aside', () => {
    assert.deepEqual(highlights('retry the Upload of uploads', ['retry', 'uploads']), [
      [0, 5],
      [10, 16],
      [20, 27],
    ]);
    assert.deepEqual(highlights('crashed', ['crashes']), [[0, 7]]);
  });

  it('leave alone what only has the letters of a short word', () => {
    assert.deepEqual(highlights('interruption, hookUp', ['up']), [[18, 20]]);
  });

  it('that touch are one', () => {
    assert.deepEqual(highlights('retryUpload', ['retry', 'upload']), [[0, 11]]);
  });

  it('lie in the text, in order, and never touch', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 2 })), (text, words) => {
        let end = -1;
        for (const [from, to] of highlights(
          text,
          words.map((word) => word.toLowerCase()),
        )) {
          assert.ok(from > end && to > from && to <= text.length);
          end = to;
        }
      }),
    );
  });
});

describe('the lines of a hit that matched', () => {
  const text = 'retry();\nnothing\n\nupload the retry\n// upload';

  it('are those that the engine names and those with words of the query, in their order', () => {
    assert.deepEqual(
      matchedLines(text, queryWords('retry uploads'), [1, 2]).map(({ line }) => line),
      [0, 1, 3, 4],
    );
  });

  it('are the best five of many', () => {
    const many = Array.from({ length: 20 }, (_, at) => (at === 17 ? 'retry upload' : 'retry')).join('\n');
    const lines = matchedLines(many, queryWords('retry uploads'), []).map(({ line }) => line);
    assert.deepEqual(lines, [0, 1, 2, 3, 17]);
  });

  it('are in the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.integer()), (any, query, matched) => {
        const count = any.split('\n').length;
        for (const { line } of matchedLines(any, queryWords(query), matched)) assert.ok(line < count);
      }),
    );
  });
});

describe('rows', () => {
  it('of one file stand together, where its best hit stands', () => {
    const rows = hitRows([hit('b.ts'), hit('a.ts'), hit('b.ts', { startLine: 40, endLine: 50 })], 'two');
    assert.deepEqual(
      groupByFile(rows).map(({ path, hits }) => [path, hits.map(({ hit: { startLine } }) => startLine)]),
      [
        ['b.ts', [10, 40]],
        ['a.ts', [10]],
      ],
    );
  });

  it('of two folders do not mix though their paths are the same', () => {
    const rows = hitRows([hit('a.ts'), hit('a.ts', { root: '/home/me/trains' })], '');
    assert.equal(groupByFile(rows).length, 2);
  });

  it('of lines are there where several matched', () => {
    const [several, single] = hitRows(
      [hit('a.ts', { why: { lines: [10, 12], words: ['two'], signals: [] } }), hit('b.ts')],
      'two',
    );
    assert.ok(several !== undefined && single !== undefined);
    assert.deepEqual(
      lineRows(several).map(({ excerpt }) => excerpt),
      [
        { line: 0, text: 'one' },
        { line: 1, text: 'two' },
        { line: 2, text: 'three' },
      ],
    );
    assert.deepEqual(lineRows(single), []);
  });

  it('of the palette have no letter in their label, which would move them', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('code', 'docs'), (symbol, kind) => {
        const [row] = hitRows([hit('a.ts', { symbol, kind })], symbol);
        assert.ok(row !== undefined);
        assert.match(paletteTexts(row, null).label, /^\$\([a-z-]+\)$/);
      }),
    );
  });

  it('of the palette show what only looks like an icon as it is written', () => {
    const [row] = hitRows([hit('$(home).sh', { text: 'echo $(date) $(a.b)' })], '');
    assert.ok(row !== undefined);
    const { description, detail } = paletteTexts(row, null);
    assert.deepEqual([description, detail], ['\\$(home).sh:10', 'echo \\$(date) $(a.b)']);
  });

  it('of the palette lose folders in the middle where a path is long, and never the name of the file', () => {
    const check = (path: string, symbol: string | null, expected: string): void => {
      const [row] = hitRows([hit(path, { symbol })], 'two');
      assert.ok(row !== undefined);
      assert.equal(paletteTexts(row, 'boats').description, expected);
    };
    const deep = `packages/${'inner/'.repeat(20)}harbour/moor.ts`;
    check(deep, null, `boats/…/${'inner/'.repeat(8)}harbour/moor.ts:11`);
    check(deep, 'm'.repeat(48), `${'m'.repeat(48)}  ·  boats/…/harbour/moor.ts:11`);
    check(deep, 'm'.repeat(200), `${'m'.repeat(200)}  ·  boats/…/moor.ts:11`);
    check('moor.ts', 'm'.repeat(200), `${'m'.repeat(200)}  ·  boats/moor.ts:11`);
  });

  it('of the palette name symbol, path and line', () => {
    const [row] = hitRows([hit('src/a.ts', { symbol: 'retry' })], 'two');
    assert.ok(row !== undefined);
    assert.deepEqual(paletteTexts(row, 'boats'), {
      label: '$(symbol-method)',
      description: 'retry  ·  boats/src/a.ts:11',
      detail: 'two',
    });
  });
});
