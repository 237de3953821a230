import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coloured, jsonLine, neutralise, neutraliseLine, wantsColour } from '../../src/cli/terminal.ts';

describe('text for a terminal', () => {
  it('shows escape sequences instead of obeying them', () => {
    assert.equal(neutralise('a\u001b[2Jb'), 'a␛[2Jb');
    assert.equal(neutralise('bell\u0007 back\b del\u007f'), 'bell␇ back␈ del␡');
    assert.equal(neutralise('\u009b31m'), '<U+009B>31m');
  });

  it('shows marks that turn the direction of text', () => {
    assert.equal(neutralise('user\u202e\u2066// admin'), 'user<U+202E><U+2066>// admin');
  });

  it('leaves ordinary text of any script alone', () => {
    for (const text of ['plain\ttabs\nlines', 'größer', '検索', 'שלום', '👩‍🚀'])
      assert.equal(neutralise(text), text);
  });

  it('keeps a file name with a line feed on one line', () => {
    assert.equal(neutraliseLine('a\nhoming: all is well'), 'a␊homing: all is well');
  });

  it('never lets a control character through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(neutraliseLine(text), /\p{Cc}/u);
      }),
    );
  });
});

describe('a line of JSON', () => {
  it('is one line that parses to the same value and holds no control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine({ text });
        assert.equal((JSON.parse(line) as { text: string }).text, text);
        assert.ok(line.endsWith('\n'));
        assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});

describe('colour', () => {
  const cases: readonly (readonly [Record<string, string>, boolean, boolean])[] = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ TERM: 'dumb' }, true, false],
  ];
  for (const [environment, isTerminal, expected] of cases) {
    const place = isTerminal ? 'a terminal' : 'a pipe';
    it(`is ${expected ? 'on' : 'off'} for ${place} with ${JSON.stringify(environment)}`, () => {
      assert.equal(wantsColour(environment, isTerminal), expected);
    });
  }

  it('ends where it began', () => {
    assert.equal(coloured('symbol', 'x'), '\u001b[36mx\u001b[0m');
  });
});
