import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gpuGraph } from '../../../src/engine/embed/gpuGraph.ts';
import { likenesses, operators, renamed } from './comparedGraphs.ts';
import { models } from './models.ts';

describe("the GPU's graph", () => {
  let cpu: Uint8Array;
  let gpu: Uint8Array;

  before(async () => {
    cpu = await readFile(join(models, 'student', 'model.onnx'));
    gpu = gpuGraph(cpu);
  });

  it('has a product of floats for each product of integers, and nothing else less', () => {
    const [before, after] = [operators(cpu), operators(gpu)];
    const products = before.get('MatMulInteger') ?? 0;
    assert.ok(products > 0);
    assert.equal(after.get('MatMul'), (before.get('MatMul') ?? 0) + products);
    assert.equal(after.get('DequantizeLinear'), products);
    assert.deepEqual(
      [after.get('MatMulInteger'), after.get('DynamicQuantizeLinear')],
      [undefined, undefined],
    );
    assert.deepEqual(
      ['Gather', 'LayerNormalization', 'Softmax', 'Erf', 'Add'].filter(
        (name) => after.get(name) !== before.get(name),
      ),
      [],
    );
  });

  it("gives the CPU's vectors, but for its coarser arithmetic", async () => {
    for (const likeness of await likenesses(cpu, gpu))
      assert.ok(likeness > 0.95 && likeness < 0.999_999_9, `${likeness}`);
  });

  it('is refused where the products are built in another way, or where there is no model', () => {
    assert.throws(() => gpuGraph(new Uint8Array()), RangeError);
    assert.throws(() => gpuGraph(cpu.subarray(0, 1_000)), RangeError);
    assert.throws(() => gpuGraph(renamed(cpu, 'DynamicQuantizeLinear', 'DynamicQuantizeSquare')), RangeError);
  });
});
