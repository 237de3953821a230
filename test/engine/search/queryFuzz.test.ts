import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Engine } from '../../../src/engine/engine.ts';
import { EngineError } from '../../../src/engine/errors.ts';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import type { Encoders, SearchRequest } from '../../../src/engine/types.ts';
import { encoderOptions } from '../embed/models.ts';
import { often } from '../../torture/often.ts';
import { createPlace, open, request, update, type Place } from '../index/support.ts';

/** What has broken a query language somewhere before. */
const pieces = fc.constantFrom(
  ...['"', '""', '-', '--', '-"', 'path:', '-path:', 'lang:', 'lang:ts', 'kind:', 'kind:code', 'kind:music'],
  ...[
    'symbol:',
    'symbol:retry',
    'path:**/**/**/*',
    'path:[',
    'path:{a,{b',
    'path:../..',
    'path:"',
    'path:\\',
  ],
  ...[' ', '  ', '\n', '\t', '\r', '\0', '\u0007', '\u001b[31m', '\u2028', '\ufeff', '\u202e', '\u00ad'],
  ...['\ud800', '\udc00', 'x\udfff', '👩‍👩‍👧', 'e\u0301\u0301\u0301', 'ﬃ', 'İ', '日本', 'עברית'],
  ...['AND', 'OR', 'NOT', 'NEAR(a b, 3)', 'a*', '^a', '{text}: a', '(', ')', '+', "'", ';--', '%', '_', '\\'],
  ...['retry', 'upload', 'the', 'of the', '__proto__', 'constructor', '0', '-0', '1e999'],
);
const long = fc.constantFrom(
  'x'.repeat(100_000),
  '\ud800'.repeat(20_000),
  'é'.repeat(50_000),
  '"'.repeat(9_999),
  '('.repeat(20_000),
  '-a '.repeat(5_000),
  'path:a '.repeat(3_000),
  `path:${'*'.repeat(5_000)}b`,
  `path:${'{a,b}'.repeat(1_000)}`,
  `path:${'**/'.repeat(1_000)}b`,
  'word '.repeat(20_000),
);
const texts = fc.oneof(
  { weight: 6, arbitrary: fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')) },
  { weight: 3, arbitrary: fc.array(pieces, { maxLength: 12 }).map((all) => all.join(' ')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((units) => String.fromCharCode(...units)),
  },
);
const lists = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(texts) });
const changes = fc.record({
  mode: fc.constantFrom<SearchRequest['mode']>('hybrid', 'dense', 'lexical'),
  literal: fc.boolean(),
  typing: fc.boolean(),
  explain: fc.boolean(),
  paths: lists,
  languages: lists,
});

describe('A search for noise', function () {
  this.timeout(120_000 * often);
  let place: Place;
  let encoders: Encoders;
  let engine: Engine;

  before(async () => {
    place = createPlace({
      'src/upload.ts': 'export function retry(upload: () => void): void {\n  upload();\n}\n',
      'src/日本.py': 'def retry(x):\n    """日本 x\u0301"""\n    return x\n',
      'docs/the.md': '# The\n\nOf the upload: AND, OR, NOT.\n',
    });
    encoders = await openEncoders(encoderOptions());
    engine = await open(place, { encoders });
    await update(engine);
  });

  after(async () => {
    await engine.close();
    await encoders.close();
    place.dispose();
  });

  async function ask(text: string, change: Partial<SearchRequest>): Promise<'found' | 'refused'> {
    try {
      const { hits } = await engine.search(request(text, change));
      for (const { path, score } of hits)
        assert.ok(path !== '' && Number.isFinite(score), `${path}: ${score}`);
      return 'found';
    } catch (error) {
      assert.ok(error instanceof EngineError, error instanceof Error ? error.stack : String(error));
      assert.ok(['queryEmpty', 'queryInvalid'].includes(error.code), error.message);
      return 'refused';
    }
  }

  it('ends with hits or with a sentence, whatever is asked', async () => {
    const count = { found: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(texts, changes, async (text, change) => {
        count[await ask(text, change)]++;
      }),
      { numRuns: 400 * often },
    );
    assert.ok(count.found > 50 && count.refused > 10, JSON.stringify(count));
  });

  it('ends however long it is', async () => {
    const outcomes: string[] = [];
    await fc.assert(
      fc.asyncProperty(long, changes, async (text, change) => {
        outcomes.push(await ask(text, change), await ask(`retry ${text}`, change));
      }),
      { numRuns: 6 * often },
    );
    assert.equal(outcomes.length, 12 * often);
  });

  it('leaves an engine that answers', async () => {
    const { hits } = await engine.search(request('try the upload again'));
    assert.ok(hits.length > 0);
  });
});
