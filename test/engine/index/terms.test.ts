import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packCounts } from '../../../src/engine/index/words/postings.ts';
import { countWords, stem, wordsOf } from '../../../src/engine/index/terms.ts';

describe('The words of the full-text index', () => {
  const check = (text: string, parts: string[], wholes: string[] = []): void => {
    assert.deepEqual(wordsOf(text), { parts, wholes });
  };

  it('split identifiers of every style and keep them whole too', () => {
    check('getUserName', ['get', 'user', 'name'], ['getusername']);
    check('get_user_name', ['get', 'user', 'name'], ['getusername']);
    check('HTTPServer', ['http', 'server'], ['httpserver']);
    check('MAX_RETRIES', ['max', 'retry'], ['maxretries']);
  });
  it('take punctuation for space', () => check('a.b(c)', ['a', 'b', 'c']));
  it('fold accents and wide letters', () => check('café ＡＢ', ['cafe', 'ab']));
  it('make a word of every character of scripts without spaces', () => check('日本', ['日', '本']));
  it('leave out runs that are data', () => check(`x ${'a'.repeat(65)}`, ['x']));
  it('are as many as an identifier of any length has', () => {
    assert.equal(wordsOf('aB'.repeat(300_000)).parts.length, 300_001);
  });
  it('bring the forms of a word together', () => {
    assert.equal(new Set(['retry', 'retries', 'retried', 'retrying'].map(stem)).size, 1);
    assert.equal(new Set(['cache', 'caches', 'cached', 'caching'].map(stem)).size, 1);
    assert.equal(new Set(['stop', 'stops', 'stopped', 'stopping'].map(stem)).size, 1);
  });
  it('leave short and strange words alone', () => {
    for (const word of ['is', 'sha256', 'bus', 'class', 'ring', 'naïve']) assert.equal(stem(word), word);
  });
  it('are counted by where they stand, wholes too', () => {
    assert.deepEqual(countWords('src/open.ts', 'fooBar', 'open foo, open'), {
      words: 'src open ts foo bar foobar',
      counts: [
        packCounts(1, 0, 0),
        packCounts(1, 0, 2),
        packCounts(1, 0, 0),
        packCounts(0, 1, 1),
        packCounts(0, 1, 0),
        packCounts(0, 1, 0),
      ],
      length: 9,
    });
  });
  it('are counted up to the most that is told apart', () => {
    const { counts, length } = countWords('a '.repeat(100), 'a '.repeat(100), 'a '.repeat(70_000));
    assert.deepEqual([counts, length], [[packCounts(63, 63, 65_535)], 70_200]);
  });
  it('come from any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { parts, wholes } = wordsOf(text);
        assert.ok([...parts, ...wholes].every((word) => word !== '' && !/[\s"]/u.test(word)));
      }),
    );
  });
});
