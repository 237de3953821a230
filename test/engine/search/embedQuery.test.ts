import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../../../src/engine/errors.ts';
import type { Encoder, Encoders } from '../../../src/engine/types.ts';
import { createQueryEncoder } from '../../../src/engine/search/embedQuery.ts';
import { quantize } from '../../../src/engine/embed/vectors.ts';
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
    const [first, second] = await Promise.all([
      encode('retry', 'query', false),
      another('retry', 'query', false),
    ]);
    const third = await encode('retry', 'query', false);
    assert.deepEqual(counting.texts, ['query: retry']);
    assert.deepEqual(second.student, first.student);
    assert.deepEqual(third.student, first.student);
  });
  it('is encoded apart as a question and as a passage', async () => {
    await encode('retry', 'query', false);
    await encode('retry', 'passage', false);
    assert.deepEqual(counting.texts, ['query: retry', 'passage: retry']);
  });
  it('is seen by the static student alone while too many wait for the Transformer, and by both again afterwards', async () => {
    const texts = Array.from({ length: 20 }, (_, at) => `retry ${at}`);
    const vectors = await Promise.all(texts.map((text) => encode(text, 'query', false)));
    assert.equal(vectors.filter(({ student }) => student !== null).length, 4);
    assert.equal(counting.texts.length, 4);
    assert.ok(vectors.every(({ staticStudent }) => staticStudent.length > 0));
    assert.notEqual((await encode('retry 19', 'query', false)).student, null);
  });
  it('is seen by the static student alone where the Transformer failed, and encoded again after that', async () => {
    counting.failNext = true;
    const alone = await encode('retry', 'query', false);
    assert.equal(alone.student, null);
    assert.ok(alone.staticStudent.length > 0);
    assert.notEqual((await encode('retry', 'query', false)).student, null);
  });
  it('stays known where another question failed', async () => {
    await encode('retry', 'query', false);
    counting.failNext = true;
    await encode('again', 'query', false);
    await encode('retry', 'query', false);
    assert.deepEqual(counting.texts, ['query: retry', 'query: again']);
  });
  it('is compared with the static student’s vectors as both see it, more as the Transformer does', async () => {
    const encoders = { ...real, student: () => Promise.resolve(opposite(real.staticStudent)) };
    const { student, staticStudent } = await createQueryEncoder(encoders, silent)('retry', 'query', false);
    assert.ok(student !== null);
    // Of two vectors that point away from each other the one with the larger share remains.
    assert.ok(cosine(staticStudent, student) > 0.99);
  });
  it('leaves a Transformer aside in haste that is not loaded, and has it when it was prepared', async () => {
    let loads = 0;
    const student = (): Promise<Encoder> => {
      loads++;
      return Promise.resolve(counting);
    };
    const hurried = createQueryEncoder({ ...real, student }, silent);
    const alone = await hurried('retry', 'query', true);
    const [expected] = await real.staticStudent.embed(['retry'], 'query');
    assert.equal(alone.student, null);
    assert.deepEqual(alone.staticStudent, quantize(expected ?? new Float32Array()));
    assert.equal(loads, 0);
    hurried.prepare();
    await setImmediate();
    assert.notEqual((await hurried('retry', 'query', true)).student, null);
  });
  it('is seen by the static student alone where the Transformer cannot be loaded, which is said once', async () => {
    const said: string[] = [];
    let loads = 0;
    const student = (): Promise<Encoder> => {
      loads++;
      return Promise.reject(new Error('no memory'));
    };
    const alone = createQueryEncoder({ ...real, student }, (_level, message) => said.push(message));
    assert.equal((await alone('retry', 'query', false)).student, null);
    assert.equal((await alone('again', 'query', false)).student, null);
    alone.prepare();
    assert.equal(said.length, 1);
    assert.equal(loads, 1);
  });
  it('is seen by both again where the Transformer is loaded later, which nobody waits for', async () => {
    let load = (): Promise<Encoder> => Promise.reject(new Error('no memory'));
    const student = (): Promise<Encoder> => load();
    const encoders = { ...real, student };
    const recovering = createQueryEncoder(encoders, silent, { longestWait: 60_000, pause: 0 });
    assert.equal((await recovering('retry', 'query', false)).student, null);
    const { promise, resolve } = loading();
    load = () => promise;
    assert.equal((await recovering('retry', 'query', false)).student, null);
    resolve(counting);
    await setImmediate();
    assert.notEqual((await recovering('retry', 'query', false)).student, null);
    const ofAnotherFolder = createQueryEncoder(encoders, silent);
    assert.notEqual((await ofAnotherFolder('retry', 'query', true)).student, null);
  });
  it('waits once for a Transformer that hangs while it is loaded, and has it when it is there', async () => {
    const { promise, resolve } = loading();
    const encoders = { ...real, student: () => promise };
    const patient = createQueryEncoder(encoders, silent, { longestWait: 50, pause: 0 });
    const impatient = createQueryEncoder(encoders, silent);
    assert.equal((await patient('retry', 'query', false)).student, null);
    const isAnswered = (asked: Promise<unknown>): Promise<boolean> =>
      Promise.race([asked.then(() => true), setImmediate(false)]);
    assert.ok(await isAnswered(patient('again', 'query', false)));
    assert.ok(await isAnswered(impatient('again', 'query', false)));
    resolve(counting);
    await setImmediate();
    assert.notEqual((await patient('retry', 'query', false)).student, null);
  });
  it('is seen by the static student alone where the Transformer does not answer', async () => {
    const hanging = likeIt(counting, () => new Promise(() => undefined));
    const encoders = { ...real, student: () => Promise.resolve(hanging) };
    const waiting = createQueryEncoder(encoders, silent, { longestWait: 500, pause: 0 });
    const started = performance.now();
    for (const text of ['retry', 'retry', 'again', 'upload', 'send']) {
      assert.equal((await waiting(text, 'query', false)).student, null);
    }
    assert.ok(performance.now() - started < 1_500, 'it is waited for once');
  });
  it('is asked of other encoders where these were closed while they loaded', async () => {
    const student = (): Promise<Encoder> => Promise.reject(new EngineError('closed', 'They were closed.'));
    const closing = createQueryEncoder({ ...real, student }, () => assert.fail('nothing is wrong'));
    closing.prepare();
    await assert.rejects(closing('retry', 'query', false), { code: 'closed' });
  });
});

const silent = (): void => undefined;

/** A Transformer that is there when it is told to be. */
function loading(): { readonly promise: Promise<Encoder>; readonly resolve: (encoder: Encoder) => void } {
  let resolve = (_: Encoder): void => undefined;
  const promise = new Promise<Encoder>((resolved) => (resolve = resolved));
  return { promise, resolve: (encoder) => resolve(encoder) };
}

/** An encoder whose vectors point to where the other's do not. */
function opposite(encoder: Encoder): Encoder {
  return likeIt(encoder, async (texts, role) =>
    (await encoder.embed(texts, role)).map((vector) => vector.map((value) => -value)),
  );
}

function likeIt({ id, space, kind, dims, device, batchSize }: Encoder, embed: Encoder['embed']): Encoder {
  return { id, space, kind, dims, device, batchSize, embed };
}

function cosine(a: Int8Array, b: Int8Array): number {
  const product = (x: Int8Array, y: Int8Array): number =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
