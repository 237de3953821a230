import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { EngineError } from '../../../src/engine/errors.ts';
import { bertWords } from '../../../src/engine/tokenize/bertWords.ts';
import { prepare } from '../../../src/engine/tokenize/prepare.ts';
import { createTokenizer } from '../../../src/engine/tokenize/tokenizer.ts';
import { parseVocabulary, wordPieces } from '../../../src/engine/tokenize/wordPiece.ts';

const repository = join(import.meta.dirname, '../../..');
const vocabularyText = readFileSync(join(repository, 'models/vocab.txt'), 'utf8');
const vocabulary = parseVocabulary(vocabularyText);
const tokenizer = createTokenizer(vocabularyText);
const tokens = [...vocabulary.ids.keys()];

/** The tokens of `text`, separated by spaces. */
function read(text: string): string {
  return [...tokenizer.wordPieces(text)].map((id) => tokens[id]).join(' ');
}

/** Preparation and plain BERT one after the other, nothing fused. */
function readPlainly(text: string): number[] {
  return bertWords(prepare(text)).flatMap((word) => wordPieces(word, vocabulary));
}

describe('the tokenizer', () => {
  it('agrees token by token with the reference on code, prose, Unicode and long words', () => {
    // [text, ids]: what Hugging Face's `tokenizers` makes of the prepared text.
    const packed = readFileSync(join(repository, 'test/fixtures/tokenizer.jsonl.gz'));
    const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n');
    assert.ok(lines.length >= 10_000);
    for (const line of lines) {
      const [text, ids] = JSON.parse(line) as [string, number[]];
      assert.deepEqual([...tokenizer.wordPieces(text)], ids, JSON.stringify(text));
    }
  });

  it('reads identifiers as words', () => {
    assert.equal(read('repeatFailedUploads(max_attempts)'), 'repeat failed up ##load ##s ( max attempts )');
  });

  it('reads a word of more than 100 characters as unknown', () => {
    assert.notEqual(read('a'.repeat(100)), '[UNK]');
    assert.equal(read(`${'a'.repeat(101)} b`), '[UNK] b');
  });

  it('cannot be made to read a special token', () => {
    assert.equal(read('[CLS] [SEP]'), '[ cl ##s ] [ sep ]');
  });

  it('puts [CLS] before and [SEP] after, within the limit', () => {
    const encoded = (text: string, limit: number): string =>
      [...tokenizer.encode(text, limit)].map((id) => tokens[id]).join(' ');
    assert.equal(encoded('', 192), '[CLS] [SEP]');
    assert.equal(encoded('open a file', 192), '[CLS] open a file [SEP]');
    assert.equal(encoded('open a file', 4), '[CLS] open a [SEP]');
  });

  it('counts a text of 100,000 characters whole and encodes it within the limit', () => {
    const text = 'word '.repeat(20_000);
    assert.equal(tokenizer.countTokens(text), 20_000);
    assert.equal(tokenizer.encode(text, 192).length, 192);
  });

  it('refuses a vocabulary without the special tokens', () => {
    assert.throws(
      () => createTokenizer('a\nb\n'),
      (error) => error instanceof EngineError && error.code === 'modelIncompatible',
    );
  });

  const fragments = fc.constantFrom(
    'get',
    'HTTP',
    'Ser',
    'x',
    'A',
    '1',
    '256',
    '.',
    '+',
    '#',
    '%',
    '$',
    '_',
    '(',
    ' ',
    '\n',
    '\x01',
    'é',
    'É',
    '中',
    '\u0301',
    '—',
    '😀',
    '\u00a0',
  );
  const texts = fc.oneof(
    fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  );

  it('fuses preparation and splitting without changing a token', () => {
    fc.assert(
      fc.property(texts, (text) => {
        assert.deepEqual([...tokenizer.wordPieces(text)], readPlainly(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('stops at a limit exactly where the whole text would be cut', () => {
    fc.assert(
      fc.property(texts, fc.nat(12), (text, limit) => {
        assert.deepEqual([...tokenizer.wordPieces(text, limit)], readPlainly(text).slice(0, limit));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads the same after its word cache has been filled and emptied', () => {
    const fresh = createTokenizer(vocabularyText);
    const before = [...fresh.wordPieces('retry failed uploads')];
    const letters = 'bcdfghjklmnpqrst';
    for (let n = 0; n < 80_000; n++) {
      fresh.countTokens(
        [12, 8, 4, 0].map((shift) => letters[(n >> shift) & 15]).join('') + (n >> 16 ? 'xyz' : 'vwx'),
      );
    }
    assert.deepEqual([...fresh.wordPieces('retry failed uploads')], before);
  });
});
