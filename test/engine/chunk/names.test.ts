import assert from 'node:assert/strict';
import { chunkerOf, chunksOf } from './chunking.ts';

/** `retry (Policy, limit)`: what a chunk is called, and what it declares besides. */
async function names(path: string, lines: readonly string[], budget = 60): Promise<readonly string[]> {
  const chunks = await chunksOf(path, `${lines.join('\n')}\n`, budget);
  return chunks.map(({ symbol, alsoDeclares }) => {
    const others = alsoDeclares === undefined ? '' : ` (${[...alsoDeclares].sort().join(', ')})`;
    return `${symbol ?? '-'}${others}`;
  });
}

describe('The names of a chunk', () => {
  const check = async (
    path: string,
    lines: readonly string[],
    expected: readonly string[],
    budget?: number,
  ): Promise<void> => assert.deepEqual(await names(path, lines, budget), expected);

  const method = (name: string): string[] => [
    `  ${name}(a: number): number {`,
    ...Array.from({ length: 6 }, () => '    a = a + 1;'),
    '  }',
  ];

  it('are those of a class and of its first member, where they are one chunk', () =>
    check(
      'a.ts',
      ['export class Policy {', ...method('delay'), '', ...method('again'), '}'],
      ['delay (Policy)', 'again'],
    ));

  it('are the same where lines are all that tells of them', () =>
    check(
      'a.swift',
      [
        'class Policy {',
        ...['delay', 'again'].flatMap((name) => [
          `  func ${name}(a: Int) -> Int {`,
          ...Array.from({ length: 6 }, () => '    let b = a + 1'),
          '  }',
          '',
        ]),
        '}',
      ],
      ['delay (Policy)', 'again'],
    ));

  it('are those of small declarations that became one chunk', () =>
    check(
      'a.ts',
      [
        'const limit = 5;',
        'function first() { return 1; }',
        'function second() { return f(limit); }',
        'const last = 6;',
      ],
      ['second (first, last, limit)'],
      100,
    ));

  it('are those of the members of a class that is whole, however deep', () =>
    check(
      'a.ts',
      [
        'namespace Retries {',
        '  export class Policy {',
        '    delay() { return 1; }',
        '    again() { return 2; }',
        '  }',
        '}',
      ],
      ['Retries (Policy, again, delay)'],
    ));

  it('are those of all functions of a notebook’s cell', async () => {
    const source = ['def load(a):\n', '    return a\n', '\n', 'def store(a):\n', '    return a\n'];
    const cell = { cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source };
    const text = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
    const chunker = await chunkerOf(60);
    const [chunk] = await chunker.chunk({ path: 'a.ipynb', language: 'jupyter', kind: 'code' }, text);
    assert.deepEqual([chunk?.symbol, chunk?.alsoDeclares], ['load', ['store']]);
  });

  it('are those of headings whose sections became one', () =>
    check(
      'a.md',
      ['# Setup', '', '## Linux', '', 'Install the package.', '', '## Windows', '', 'Run it.'],
      ['Windows (Linux, Setup)'],
    ));

  it('name nothing twice', () =>
    check(
      'a.ts',
      ['export class Policy { set a(v: number) { f(v); } get a() { return 1; } }'],
      ['Policy (a)'],
    ));

  it('tell of each part of a large declaration whether it is declared there', async () => {
    const comment = Array.from(
      { length: 8 },
      () => ' * Waits, then asks once more, and gives up in the end.',
    );
    const inside = Array.from({ length: 12 }, () => '  a = a + 1;');
    const text = [
      '/**',
      ...comment,
      ' */',
      'export function retry(a: number) {',
      ...inside,
      '  return a;',
      '}',
    ];
    const chunks = await chunksOf('a.ts', `${text.join('\n')}\n`, 60);
    const parts = chunks.map(({ text: lines, symbol, isPart }) => {
      assert.equal(symbol, 'retry');
      assert.equal(isPart !== true, lines.includes('function retry'));
      return isPart;
    });
    assert.equal(parts.filter((part) => part === undefined).length, 1);
    assert.ok(parts.length > 2 && parts[0] === true, 'its comment fills a part');
    const swift = ['func retry(a: Int) {', ...Array.from({ length: 40 }, () => '  run(a)'), '}'];
    const [first, second] = await chunksOf('a.swift', `${swift.join('\n')}\n`, 60);
    assert.deepEqual([first?.isPart, second?.isPart], [undefined, true]);
  });
});
