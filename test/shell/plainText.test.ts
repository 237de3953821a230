import assert from 'node:assert/strict';
import { plainText } from '../../src/shell/plainText.ts';

describe('plain text as Markdown', () => {
  it('has every sign escaped, and its words apart', () => {
    const link = '[a](command:b) <c> &amp; `d` **e** _f_';
    assert.equal(plainText(link), '\\[a\\]\\(command\\:b\\) \\<c\\> \\&amp\\; \\`d\\` \\*\\*e\\*\\* \\_f\\_');
    assert.equal(plainText('größer als 1'), 'größer als 1');
  });

  it('is of one line, whatever is in a name', () => {
    assert.equal(plainText('a\n# b\r\nc'), 'a \\# b c');
  });
});
