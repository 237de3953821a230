import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { float16Graph } from '../../../src/engine/embed/float16Graph.ts';
import { gpuGraph } from '../../../src/engine/embed/gpuGraph.ts';
import { likenesses, nodesOf, operators, renamed } from './comparedGraphs.ts';
import { models } from './models.ts';

describe("the GPU's graph in float16", () => {
  let whole: Uint8Array;
  let half: Uint8Array;

  before(async () => {
    whole = gpuGraph(await readFile(join(models, 'student', 'model.onnx')));
    half = float16Graph(whole);
  });

  it('has the same operators, and casts where the layers begin and end', () => {
    const [before, after] = [operators(whole), operators(half)];
    assert.ok((after.get('Cast') ?? 0) > (before.get('Cast') ?? 0));
    // One more, of what is added to the scores of padding.
    assert.equal(after.get('Max'), (before.get('Max') ?? 0) + 1);
    for (const counts of [before, after]) for (const name of ['Cast', 'Max']) counts.delete(name);
    assert.deepEqual(after, before);
  });

  it('has all layers in it, and neither words nor the vector', () => {
    const isHalf = (name: string): boolean => name.endsWith('_float16');
    const computed = nodesOf(half).filter(({ type }) =>
      /^(?:MatMul|Softmax|LayerNormalization|Erf)$/.test(type),
    );
    const inFloat32 = computed.filter(({ inputs, outputs }) => ![...inputs, ...outputs].every(isHalf));
    assert.deepEqual(
      inFloat32.map(({ type }) => type),
      ['LayerNormalization', 'MatMul'], // of the words, and of the projection
    );
    assert.ok(computed.length > 60);
  });

  it('gives nearly the same vectors', async () => {
    for (const likeness of await likenesses(whole, half))
      assert.ok(likeness > 0.999 && likeness < 0.999_999_9, `${likeness}`);
  });

  it('is refused where there are no layers, or there is no model', () => {
    assert.throws(() => float16Graph(new Uint8Array()), RangeError);
    assert.throws(() => float16Graph(renamed(whole, 'LayerNormalization', 'LayerNormalisation')), RangeError);
  });
});
