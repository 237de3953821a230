import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { loadManifest } from '../../../src/engine/embed/manifest.ts';
import { openStaticStudent } from '../../../src/engine/embed/staticStudent.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import { EngineError } from '../../../src/engine/errors.ts';
import { createTokenizer } from '../../../src/engine/tokenize/tokenizer.ts';
import type { Encoder, EncoderKind, Encoders } from '../../../src/engine/types.ts';
import { changeManifest, encoderOptions, lengthOf, models, withCopy } from './models.ts';

const texts = [
  'where are failed uploads retried',
  'export function add(a: number, b: number) { return a + b; }',
  'Ein Müller in 東京 😀',
  '',
  ' \n\t',
  '!!! ???',
  'word '.repeat(20_000),
  'x'.repeat(100_000),
  '中'.repeat(100_000),
  '\u0000\u0001',
];

describe('the encoders', () => {
  let encoders: Encoders;
  let both: Record<EncoderKind, Encoder>;

  before(async () => {
    encoders = await openEncoders(encoderOptions());
    both = { student: await encoders.student(), 'student-static': encoders.staticStudent };
  });

  after(() => encoders.close());

  for (const kind of ['student', 'student-static'] as const) {
    describe(kind, () => {
      it('gives every text a unit vector of 128 dimensions, empty and endless ones too', async () => {
        const vectors = await both[kind].embed(texts, 'passage');
        assert.equal(vectors.length, texts.length);
        for (const [n, vector] of vectors.entries()) {
          assert.equal(vector.length, 128);
          assert.ok(Math.abs(lengthOf(vector) - 1) < 1e-4, `text ${n} has length ${lengthOf(vector)}`);
        }
      });

      it('gives a text the same bits alone, in company and in any order', async () => {
        const together = await both[kind].embed(texts, 'passage');
        const reversed = (await both[kind].embed(texts.toReversed(), 'passage')).toReversed();
        assert.deepEqual(reversed, together);
        for (const [n, text] of texts.entries()) {
          assert.deepEqual((await both[kind].embed([text], 'query'))[0], together[n]);
        }
      });

      it('answers calls that overlap each with its own vectors', async () => {
        const expected = await both[kind].embed(texts.slice(0, 4), 'passage');
        const overlapping = await Promise.all(
          texts.slice(0, 4).map((text) => both[kind].embed([text], 'query')),
        );
        assert.deepEqual(overlapping.flat(), expected);
      });

      it('puts texts of like meaning nearer than others, without a word in common', async () => {
        const [question, answer, other] = await both[kind].embed(
          ['how do I remove a folder', 'delete directory recursively', 'the weather in spring is mild'],
          'passage',
        );
        assert.ok(question && answer && other);
        assert.ok(cosine(question, answer) > cosine(question, other) + 0.1);
      });

      it('reads no more than its limit', async () => {
        const start = 'alpha beta gamma '.repeat(300);
        const [short, long] = await both[kind].embed([start, start + 'delta '.repeat(500)], 'passage');
        assert.deepEqual(long, short);
      });
    });
  }

  it('share one space', () => {
    assert.equal(both.student.space, both['student-static'].space);
    assert.notEqual(both.student.id, both['student-static'].id);
  });

  describe('the static student', () => {
    const folder = join(models, 'student-static');
    const text = 'open the file, then close the file and open the door';

    /** The rows of a text's tokens, each times what `weigh` says, summed to unit length. */
    async function sumOf(weigh: (nth: number, at: number) => number): Promise<readonly number[]> {
      const tokenizer = createTokenizer(await readFile(join(models, 'vocab.txt'), 'utf8'));
      const rows = new Int8Array(await readFile(join(folder, 'table.int8.bin')));
      const scales = await readFile(join(folder, 'scales.f32.bin'));
      const sums = new Array<number>(128).fill(0);
      const met = new Map<number, number>();
      for (const [at, id] of tokenizer.wordPieces(text).entries()) {
        const nth = (met.get(id) ?? 0) + 1;
        met.set(id, nth);
        const weight = scales.readFloatLE(id * 4) * weigh(nth, at);
        sums.forEach((sum, k) => (sums[k] = sum + weight * (rows[id * 128 + k] ?? NaN)));
      }
      const length = Math.hypot(...sums);
      return sums.map((sum) => sum / length);
    }

    const assertNear = (found: Float32Array | undefined, wanted: readonly number[]): void => {
      assert.ok(found);
      wanted.forEach((value, k) => assert.ok(Math.abs((found[k] ?? NaN) - value) < 1e-5, `column ${k}`));
    };

    it('sums the rows of the tokens, less of what is repeated or comes late', async () => {
      const { tokenWeights } = await loadManifest(folder, 'student-static');
      const { repetition, fading } = tokenWeights;
      const wanted = await sumOf(
        (nth, at) => (nth ** repetition - (nth - 1) ** repetition) / Math.sqrt(1 + at / fading),
      );
      for (let time = 0; time < 2; time++) {
        assertNear((await encoders.staticStudent.embed([text], 'query'))[0], wanted);
      }
    });

    it('counts every token alike where its manifest says nothing of weights', () =>
      withCopy(async (copy) => {
        const manifest = join(copy, 'student-static', 'manifest.json');
        await changeManifest(manifest, { tokenWeights: undefined });
        const { encoder } = await openStaticStudent(copy);
        assertNear((await encoder.embed([text], 'query'))[0], await sumOf(() => 1));
      }));
  });

  it('loads the student once', () => {
    assert.equal(encoders.student(), encoders.student());
  });

  it('tells where the student runs and why', () => {
    assert.equal(both.student.device, 'cpu');
    assert.equal(both.student.batchSize, 1);
    assert.equal(encoders.deviceReason(), 'cpu: chosen by setting');
  });

  it('leaves half of the cores to others, unless a number is set', async function () {
    const { loadRuntime } = await import('../../../src/engine/embed/runtime.ts');
    const { runtime, fallback } = await loadRuntime(() => undefined);
    if (fallback !== null) this.skip();
    const threads: unknown[] = [];
    const { InferenceSession } = runtime;
    const create = (model: Uint8Array, session: { readonly intraOpNumThreads?: number }) => {
      threads.push(session.intraOpNumThreads);
      return InferenceSession.create(model, session);
    };
    for (const [cores, set] of [
      [1, 0],
      [2, 0],
      [9, 0],
      [9, 2],
    ] as const) {
      const opened = await openEncoders(
        { ...encoderOptions(), threads: set },
        {
          cores,
          now: () => 0,
          loadRuntime: () =>
            Promise.resolve({ runtime: { ...runtime, InferenceSession: { create } } as never, fallback }),
        },
      );
      await opened.student();
      await opened.close();
    }
    assert.deepEqual(threads, [1, 1, 4, 2]);
  });

  it('loads the student when it is asked for again, where that failed', async () => {
    const { loadRuntime } = await import('../../../src/engine/embed/runtime.ts');
    let isBroken = true;
    const recovering = await openEncoders(encoderOptions(), {
      cores: 2,
      now: () => 0,
      loadRuntime: (log) => (isBroken ? Promise.reject(new Error('no memory')) : loadRuntime(log)),
    });
    try {
      await assert.rejects(recovering.student(), /no memory/);
      isBroken = false;
      assert.equal((await (await recovering.student()).embed(['retry'], 'query')).length, 1);
    } finally {
      await recovering.close();
    }
  });

  it('refuses work after it was closed', async () => {
    const closing = await openEncoders(encoderOptions());
    const student = await closing.student();
    await closing.close();
    const isClosed = (error: unknown): boolean => error instanceof EngineError && error.code === 'closed';
    await assert.rejects(student.embed(['text'], 'query'), isClosed);
    await assert.rejects(closing.student(), isClosed);
  });

  it('says what to do where ONNX Runtime does not load, and keeps the static student', async () => {
    const { loadRuntime } = await import('../../../src/engine/embed/runtime.ts');
    const missing = 'onnxruntime-for-no-platform';
    const load = { native: () => import(missing), wasm: () => import(missing) };
    const incomplete = await openEncoders(encoderOptions(), {
      cores: 2,
      now: () => 0,
      loadRuntime: (log) => loadRuntime(log, load),
    });
    await assert.rejects(
      incomplete.student(),
      (error) =>
        error instanceof EngineError && error.code === 'nativeMissing' && error.message.includes('install'),
    );
    assert.equal((await incomplete.staticStudent.embed(['text'], 'query')).length, 1);
    await incomplete.close();
  });
});
