import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from '../../../src/engine/tokenize/prepare.ts';

const cases = readFileSync(join(import.meta.dirname, '../../../models/preparation.cases.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { text: string; prepared: string });

describe('prepare', () => {
  it('agrees with every case of the training recipe', () => {
    assert.ok(cases.length > 300);
    for (const { text, prepared } of cases) assert.equal(prepare(text), prepared, JSON.stringify(text));
  });

  it('splits identifiers into words', () => {
    assert.equal(
      prepare('getUser HTTPServer snake_case sha256 i18n'),
      'get User HTTP Server snake case sha 256 i18n',
    );
  });

  it('keeps punctuation but the underscore', () => {
    assert.equal(prepare('C++ and C#, 1.5 of $20 is 50%; x.y_z'), 'C++ and C#, 1.5 of $20 is 50%; x.y z');
  });
});
