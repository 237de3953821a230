import assert from 'node:assert/strict';
import { excerptStart, hitsText } from '../../src/cli/hitText.ts';
import { coloured, plain } from '../../src/cli/terminal.ts';
import type { Hit } from '../../src/engine/types.ts';

const hit: Hit & { more: number } = {
  path: 'src/upload.ts',
  startLine: 9,
  endLine: 11,
  score: 0.81234,
  kind: 'code',
  language: 'typescript',
  symbol: 'retryUpload',
  text: 'function retryUpload() {\n\tsend();\n}',
  more: 0,
};

describe('a hit for people', () => {
  it('tells place, symbol and score, and shows the lines with their numbers', () => {
    assert.equal(
      hitsText([hit], 'anything', plain),
      [
        'src/upload.ts:9-11  retryUpload  0.812',
        '   9  function retryUpload() {',
        '  10    send();',
        '  11  }',
        '',
      ].join('\n'),
    );
  });

  it('tells how much more its file has', () => {
    assert.match(hitsText([{ ...hit, more: 3 }, hit], 'x', plain), /\}\n {2}\+3 more in this file\n\nsrc/);
    assert.ok(!hitsText([hit], 'x', plain).includes('more'));
  });

  it('stands apart from the next one by an empty line', () => {
    assert.match(
      hitsText([hit, { ...hit, symbol: null }], 'x', plain),
      /\}\n\nsrc\/upload.ts:9-11 {2}0.812\n/,
    );
  });

  it('lets neither file name, symbol nor contents drive the terminal', () => {
    const hostile = {
      ...hit,
      path: 'a\u001b]0;x\u0007\n.ts',
      symbol: '\u001b[31m',
      text: 'x\u001b[2J\r\ny\r',
    };
    const text = hitsText([hostile], 'x', coloured);
    // eslint-disable-next-line no-control-regex -- what is looked for
    assert.doesNotMatch(text.replace(/\u001b\[\d*m/g, ''), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    assert.ok(!text.includes('\u001b[31m'));
  });

  it('cuts long lines', () => {
    const long = { ...hit, text: 'x'.repeat(10_000) };
    assert.ok(hitsText([long], 'x', plain).length < 300);
  });

  it('shows the lines that hold most of the query, the first of equals', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'retry here', 'h', 'the upload', 'j', 'retry'];
    assert.equal(excerptStart(lines, ['retry', 'upload']), 4);
    assert.equal(excerptStart(lines, ['nothing']), 0);
    assert.equal(excerptStart(['one'], ['one']), 0);
  });

  it('shows the line that holds a phrase before those that hold its words', () => {
    const text = ['about time', 'b', 'c', 'd', 'e', 'f', 'g', 'the requests time out', 'i'].join('\n');
    const shown = hitsText([{ ...hit, text, endLine: 17 }], '"time out"', plain);
    assert.ok(shown.includes('the requests time out') && !shown.includes('about time'), shown);
  });
});
