import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayStandInARow, shareInARow, wordsAskedFor } from '../../../src/engine/search/inARow.ts';

describe('Words in a row', () => {
  const check = (question: string, text: string, expected: number): void =>
    assert.equal(shareInARow(wordsAskedFor(question), text), expected);

  it('are found whatever stands between them', () => {
    check('module not registered', 'fmt.Errorf("module not registered: %s", id)', 1);
    check('Could not be resolved', 'could_not-be\n  resolved!', 1);
  });

  it('count by their share of the question', () => {
    check('your requirements could not be', 'which could not be met', 3 / 5);
    check('a b c d', 'x b c d a b', 3 / 4);
  });

  it('say nothing where they are fewer than three, or less than half', () => {
    check('not registered', 'not registered', 0);
    check('is it not registered then', 'it registered is not then', 0);
    check('what it is for', 'this is what it is for', 0);
    check('0, 0, 0, 0', '0, 0, 0, 0', 0);
    check('one two three four five six seven', 'one two three', 0);
  });

  it('are compared whatever their case and their composition', () => {
    check('Cannot read GetUserName', 'cannot read getUserName', 1);
    check('le caf\u00e9 est ferm\u00e9', 'le cafe\u0301 est ferme\u0301', 1);
  });

  it('are characters in scripts that have no spaces, twice as many at the least', () => {
    check('连接服务器失败', 'log("连接服务器失败: " + reason)', 1);
    check('设定が見つかりません', '致命的: 設定が見つかりません', 9 / 10);
    check('服务器', '服务器', 0);
    check('无法打开配置文件 settings.json', '无法打开配置文件', 8 / 10);
  });

  it('are looked for in the beginning of a very long text', () => {
    check('module not registered', `${'0, '.repeat(5_000)} module not registered`, 1);
    check('module not registered', `${'0, '.repeat(50_000)} module not registered`, 0);
  });

  it('must follow upon each other', () => check('module not registered', 'module is not registered', 0));

  it('are those of the longest run, and never more than all', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        fc.array(word, { maxLength: 40 }),
        (asked, text) => {
          let longest = 0;
          for (let from = 0; from < asked.length; from++)
            for (let to = from + 1; to <= asked.length; to++)
              if (` ${text.join(' ')} `.includes(` ${asked.slice(from, to).join(' ')} `))
                longest = Math.max(longest, to - from);
          const expected = longest >= 3 && longest >= asked.length / 2 ? longest / asked.length : 0;
          assert.equal(shareInARow(asked, text.join(' ')), expected);
        },
      ),
    );
  });

  it('are looked for where the tokens of a text do not rule them out', () => {
    const asked = [[1], [2, 3], [4], [5]].map((ids) => Int32Array.from(ids));
    const may = (tokens: readonly number[]): boolean =>
      mayStandInARow(asked, (token) => tokens.includes(token));
    assert.ok(may([1, 2, 3, 4]));
    assert.ok(!may([1, 2, 4, 5]));
    assert.ok(!may([1, 2, 3, 5]));
  });
});
