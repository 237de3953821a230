import assert from 'node:assert/strict';
import { createBm25, wordsOf } from './bm25.ts';

describe('BM25 of the bench', () => {
  it('splits identifiers and keeps letters and digits', () => {
    assert.deepEqual(wordsOf('def getUserName(http_status):'), [
      'def',
      'get',
      'user',
      'name',
      'http',
      'status',
    ]);
  });

  it('scores as the formula has it', () => {
    const score = createBm25(['cat cat dog', 'dog', 'bird fish']);
    const [first = 0, second = 0, third = 0] = score('cat');
    // One of three documents has the word, twice, in 3 words where the mean is 2.
    const idf = Math.log(1 + 2.5 / 1.5);
    assert.ok(Math.abs(first - (idf * 2 * 2.2) / (2 + 1.2 * (0.25 + 0.75 * 1.5))) < 1e-12);
    assert.deepEqual([second, third], [0, 0]);
  });

  it('weighs a rare word more than a common one, and a short document more than a long one', () => {
    const score = createBm25(['red', 'red green', 'red blue blue blue']);
    const [short = 0, middle = 0, long = 0] = score('red');
    assert.ok(short > middle && middle > long);
    assert.ok((score('green')[1] ?? 0) > middle);
  });

  it('counts a word of the query once', () => {
    const score = createBm25(['red', 'green']);
    assert.deepEqual(score('red red'), score('red'));
  });
});
