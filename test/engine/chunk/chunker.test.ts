import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { createChunker } from '../../../src/engine/chunk/chunker.ts';
import { languageOf } from '../../../src/engine/discover/languages.ts';
import type { ContentKind } from '../../../src/engine/types.ts';
import { embeddedText, wordedText } from '../../../src/engine/chunk/embeddedText.ts';
import { GRAMMARS, assertTiling, checkOutline, chunksOf, countTokens, outline } from './chunking.ts';

describe('the chunker', () => {
  it('has no chunks for text without words', async () => {
    assert.deepEqual(await chunksOf('a.ts', ''), []);
    assert.deepEqual(await chunksOf('a.md', ' \n\t\n\n'), []);
  });

  it('gives whole lines without their line ends, under CRLF too', async () => {
    const [chunk] = await chunksOf('a.ts', 'function one() {\r\n  return 1;\r\n}\r\n');
    assert.equal(chunk?.text, 'function one() {\n  return 1;\n}');
    assert.equal(chunk.language, 'typescript');
    assert.equal(chunk.kind, 'code');
  });

  it('splits a large function at its statements and keeps its name', () =>
    checkOutline(
      'a.py',
      [
        'def work(items):',
        '    for item in items:',
        '        if item.ready:',
        '            item.start()',
        '            item.log(1, 2, 3)',
        '',
        '    for item in items:',
        '        if item.done:',
        '            item.stop()',
        '            item.log(4, 5, 6)',
      ],
      ['1-5 work', '7-10 work'],
    ));

  it('joins small neighbours and names them by the largest', () =>
    checkOutline('a.ts', ['const a = 1;', 'const limit = a + 2 + 3;', 'const b = 4;'], ['1-3 limit'], 60));

  it('leaves a large declaration alone with its name', async () => {
    const body = Array.from({ length: 9 }, (_, at) => `  step(${at});`);
    const text = [
      'const a = 1 + 2 + 3 + 4 + 5;',
      'function main() {',
      ...body,
      '}',
      'const b = 1 + 2 + 3 + 4 + 5;',
    ].join('\n');
    assert.deepEqual(outline(await chunksOf('a.ts', text, 70)), ['1 a', '2-12 main', '13 b']);
  });

  it('gives the comments above the first declaration of a body to that declaration', async () => {
    const text = [
      'module Rack # of everything',
      '  # What is sent back',
      '  # to who has asked.',
      '  class Response',
      '    def finish(status, headers, body)',
      '      [status, headers, body].freeze',
      '    end',
      '',
      '    def write(chunk, encoding, position)',
      '      body.insert(position, chunk.encode(encoding))',
      '    end',
      '  end',
      'end',
      '',
    ].join('\n');
    const found = (await chunksOf('response.rb', text, 30)).map(({ startLine, symbol }) => [
      startLine,
      symbol,
    ]);
    assert.deepEqual(found.slice(0, 2), [
      // With the line above it, which alone says too little.
      [1, 'Response'],
      [5, 'finish'],
    ]);
  });
  it('gives a row in which one declaration ends and another begins to the first', () =>
    checkOutline(
      'a.java',
      [
        'class A { int a; } class B { int b;',
        '  int one() { return 1; }',
        '  int two() { return 2; }',
        '}',
        'class C {}',
      ],
      ['1 A › a', '2 B › one', '3-4 B › two', '5 C'],
      9,
    ));

  it('never splits a line, however long', async () => {
    const text = `let short = 1;\nlet long = [${'1, '.repeat(500)}];\nlet last = 2;\n`;
    assert.equal(
      (await chunksOf('a.js', text, 40)).filter(({ text: lines }) => lines.includes('long')).length,
      1,
    );
  });

  it('cuts text of unknown languages into windows at blank lines', () =>
    checkOutline(
      'a.unheard',
      ['a b c d e f g', 'h i j', '', 'k l m n o p q', 'r s t'],
      ['1-2 -', '4-5 -'],
      12,
    ));

  it('keeps data files to a few chunks', async () => {
    const rows = Array.from({ length: 5000 }, (_, at) => `  "key${at}": { "a": ${at}, "b": [1, 2, 3] },`);
    const chunks = await chunksOf('data.json', `{\n${rows.join('\n')}\n"end": 0 }\n`);
    assert.ok(chunks.length <= 50, `${chunks.length} chunks`);
  });

  it('falls back to windows where a parse takes too long or a grammar is missing', async () => {
    const text = Array.from({ length: 30 }, (_, at) => `function f${at}() { return ${at}; }\n`).join('');
    const options = { budgetTokens: 60, countTokens };
    for (const special of [{ grammars: GRAMMARS, parseLimitMs: 0 }, { grammars: tmpdir() }]) {
      const chunker = await createChunker({ ...options, ...special });
      const chunks = await chunker.chunk({ path: 'a.ts', language: 'typescript', kind: 'code' }, text);
      assertTiling(chunks, text);
      assert.ok(chunks.length > 3 && chunks.every(({ symbol }) => symbol === null));
    }
  });

  it('cuts documents finer than code', async () => {
    const chunker = await createChunker({ grammars: GRAMMARS, countTokens });
    const text = Array.from({ length: 200 }, (_, at) => `wait(${at}, one, two, three);`).join('\n\n');
    const largest = async (path: string, kind: ContentKind): Promise<number> => {
      const chunks = await chunker.chunk({ path, language: languageOf(path).language, kind }, text);
      return Math.max(...chunks.map((chunk) => countTokens(chunk.text)));
    };
    const [code, docs] = [await largest('a.js', 'code'), await largest('a.md', 'docs')];
    assert.ok(code <= 216 && code > 128, `code ${code}`);
    assert.ok(docs <= 128 && docs > 64, `documents ${docs}`);
  });

  it('tells the language of a script without extension by its first line', async () => {
    const text = '#!/usr/bin/env python3\ndef run(a):\n    return a\n';
    const [chunk] = await chunksOf('bin/tool', text);
    assert.deepEqual([chunk?.language, chunk?.symbol], ['python', 'run']);
  });

  it('gives the same chunks whatever else is being chunked', async () => {
    const big = 'export class A { method(a: number) { return a + 1; } }\n'.repeat(4000);
    const small = 'def one():\n    return 1\n';
    const [first] = await Promise.all([
      chunksOf('a.ts', big),
      chunksOf('b.py', small),
      chunksOf('c.ts', 'let c = 1;'),
    ]);
    assert.deepEqual(await chunksOf('a.ts', big), first);
  });

  it('lets other work go on while it parses a large file', async () => {
    let turns = 0;
    const count = setInterval(() => turns++, 1);
    await chunksOf('a.ts', 'export function f(a: number) { return [a, { b: a + 1 }]; }\n'.repeat(8000));
    clearInterval(count);
    assert.ok(turns > 3, `${turns} turns`);
  });
});

describe('embeddedText', () => {
  it('is the words of the path, the names and the lines', () => {
    const chunk = { symbol: 'delay', trail: ['Retry', 'Policy'], text: 'delay() {\n}' };
    assert.equal(
      embeddedText('src/http-client/retry_policy.test.ts', chunk),
      'src http client retry policy test\nRetry › Policy › delay\ndelay() {\n}',
    );
  });

  it('leaves out what there is not', () => {
    assert.equal(embeddedText('.gitignore', { symbol: null, trail: [], text: 'dist' }), 'gitignore\ndist');
    assert.equal(
      embeddedText('a/Makefile', { symbol: null, trail: ['all'], text: 'x' }),
      'a Makefile\nall\nx',
    );
  });

  describe('of lines that hold data', () => {
    // Letters of all kinds, as base64 has them: taken for names, they would be words by the thousand.
    const data = Array.from({ length: 6_000 }, (_, at) => ((at * 7919) % 46_649).toString(36)).join('Q');
    const text = `def logo():\n    picture = "${data}"\n    return picture`;

    it('is without the data, and so are the words', () => {
      const chunk = { symbol: 'logo', trail: [], text, kind: 'code' as const };
      assert.equal(embeddedText('a.py', chunk), 'a\nlogo\ndef logo():\n    picture = ""\n    return picture');
      assert.equal(wordedText('a.py', chunk), 'def logo():\n    picture = ""\n    return picture');
    });

    it('reads lists of numbers in part, and paragraphs whole', () => {
      const dense = Array.from({ length: 9_000 }, (_, at) => at).join(',');
      const sparse = dense.replaceAll(',', ', ');
      const words = 'more of the same '.repeat(2_000);
      const worded = (kind: ContentKind, line: string): number =>
        wordedText('a', { kind, text: `one\n${line}` }).length;
      assert.equal(worded('code', dense), 'one\n'.length + 4_000);
      assert.equal(worded('code', sparse), 'one\n'.length + 20_000);
      assert.equal(worded('docs', words), 'one\n'.length + words.length);
    });

    it('leaves such a line where it stands', async () => {
      assert.deepEqual(outline(await chunksOf('a.py', text, 40)), ['1-3 logo']);
    });

    it('is quick with text that only nearly is data', () => {
      const near = `${'a'.repeat(255)} ${'b.'.repeat(1_999)} `.repeat(2_000);
      const start = performance.now();
      assert.equal(wordedText('a', { kind: 'docs', text: near }), near);
      assert.ok(performance.now() - start < 2_000);
    });
  });
});
