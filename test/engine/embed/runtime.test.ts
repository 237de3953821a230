import assert from 'node:assert/strict';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import { encoderOptions } from './models.ts';

/** Languages, scripts and lengths apart; the last reaches the model's limit. */
const texts = [
  'where are failed uploads retried',
  'export function add(a: number, b: number) { return a + b; }',
  'Returns the first element that satisfies the predicate, or undefined when there is none.',
  'Ein Müller in 東京 😀',
  '',
  'word '.repeat(300),
];

/** ONNX Runtime as a machine without its native build has it: the real one, in WebAssembly. */
const inWasm = {
  cores: 2,
  now: () => performance.now(),
  loadRuntime: loadRuntime.bind(null, () => undefined, {
    native: () => Promise.reject(new Error('ERR_DLOPEN_FAILED')),
    wasm: () => import('onnxruntime-web').then((web) => web as never),
  }),
};

describe('ONNX Runtime in WebAssembly', () => {
  it("gives the native build's vectors", async () => {
    const native = await openEncoders(encoderOptions());
    const fallback = await openEncoders(encoderOptions(), inWasm);
    const students = [await native.student(), await fallback.student()] as const;
    // One identity: whatever one has encoded is found by the other.
    assert.equal(students[1].id, students[0].id);
    for (const text of texts) {
      const [[one], [other]] = [
        await students[0].embed([text], 'passage'),
        await students[1].embed([text], 'passage'),
      ];
      assert.ok(one !== undefined && other !== undefined);
      // Sums are rounded in another order, which can move a number of a dynamic int8 product by one step.
      assert.ok(cosine(one, other) > 0.99, `${cosine(one, other)} for ${text.slice(0, 40)}`);
    }
    await native.close();
    await fallback.close();
  });

  it('says that it runs, and why; a wish for the GPU changes nothing', async () => {
    const encoders = await openEncoders(encoderOptions(undefined, 'gpu'), inWasm);
    const student = await encoders.student();
    assert.equal(student.device, 'cpu (wasm)');
    assert.match(encoders.deviceReason(), /^cpu \(wasm\): the native ONNX Runtime for \S+ does not load$/);
    assert.equal((await student.embed(['text'], 'query')).length, 1);
    await encoders.close();
  });
});
