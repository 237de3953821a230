import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FolderHit } from '../../src/protocol/messages.ts';
import { bestLine, highlights, queryWords } from '../../src/shell/excerpt.ts';
import { groupByFile, hitRows, paletteTexts } from '../../src/shell/rows.ts';

function hit(path: string, more: Partial<FolderHit> = {}): FolderHit {
  return {
    root: '/home/me/boats',
    path,
    startLine: 10,
    endLine: 12,
    score: 1,
    kind: 'code',
    language: 'typescript',
    symbol: null,
    text: 'one\ntwo\nthree',
    ...more,
  };
}

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

  it('of the palette have no letter in their label, which would move them', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('code', 'docs'), (symbol, kind) => {
        const [row] = hitRows([hit('a.ts', { symbol, kind })], symbol);
        assert.ok(row !== undefined);
        assert.match(paletteTexts(row, null).label, /^\$\([a-z-]+\)$/);
      }),
    );
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
