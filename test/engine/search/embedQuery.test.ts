import assert from 'node:assert/strict';
import type { Encoder, Encoders } from '../../../src/engine/types.ts';
import { createQueryEncoder } from '../../../src/engine/search/embedQuery.ts';
import { openRealEncoders } from '../../torture/realEngine.ts';

/** The real encoder, counting the texts that it is given; the next one fails where `failNext` is set. */
class Counting implements Encoder {
  readonly id: string;
  readonly space: string;
  readonly kind = 'student';
  readonly dims: number;
  readonly device = 'cpu';
  readonly batchSize = 1;
  readonly #encoder: Encoder;
  readonly texts: string[] = [];
  failNext = false;

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
    this.id = encoder.id;
    this.space = encoder.space;
    this.dims = encoder.dims;
  }

  embed(...[texts, role]: Parameters<Encoder['embed']>): ReturnType<Encoder['embed']> {
    this.texts.push(...texts.map((text) => `${role}: ${text}`));
    const fails = this.failNext;
    this.failNext = false;
    return fails ? Promise.reject(new Error('no memory')) : this.#encoder.embed(texts, role);
  }
}

describe('What is asked', () => {
  let real: Encoders;
  let counting: Counting;
  let encode: ReturnType<typeof createQueryEncoder>;
  let another: ReturnType<typeof createQueryEncoder>;
  before(async () => {
    real = await openRealEncoders();
  });
  beforeEach(() => {
    counting = new Counting(real.staticStudent);
    const encoders = { ...real, student: () => Promise.resolve(counting) };
    encode = createQueryEncoder(encoders, () => undefined);
    another = createQueryEncoder(encoders, () => undefined);
  });
  after(() => real.close());

  it('is encoded once for all folders, at once and afterwards', async () => {
    const [first, second] = await Promise.all([encode('retry', 'query', 1), another('retry', 'query', 1)]);
    const third = await encode('retry', 'query', 1);
    assert.deepEqual(counting.texts, ['query: retry']);
    assert.deepEqual(second.student, first.student);
    assert.deepEqual(third.student, first.student);
  });
  it('is encoded apart as a question and as a passage', async () => {
    await encode('retry', 'query', 1);
    await encode('retry', 'passage', 1);
    assert.deepEqual(counting.texts, ['query: retry', 'passage: retry']);
  });
  it('is seen by the static student alone while too many wait for the Transformer, and by both again afterwards', async () => {
    const texts = Array.from({ length: 20 }, (_, at) => `retry ${at}`);
    const vectors = await Promise.all(texts.map((text) => encode(text, 'query', 1)));
    assert.equal(vectors.filter(({ student }) => student !== null).length, 4);
    assert.equal(counting.texts.length, 4);
    assert.ok(vectors.every(({ staticStudent }) => staticStudent.length > 0));
    assert.notEqual((await encode('retry 19', 'query', 1)).student, null);
  });
  it('is encoded again after it failed', async () => {
    counting.failNext = true;
    await assert.rejects(encode('retry', 'query', 1), /no memory/);
    assert.notEqual((await encode('retry', 'query', 1)).student, null);
  });
});
