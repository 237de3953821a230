import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { float16Graph } from '../../../src/engine/embed/float16Graph.ts';
import { gpuGraph } from '../../../src/engine/embed/gpuGraph.ts';
import { fields, textOf } from '../../../src/engine/embed/protobuf.ts';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { openSession } from '../../../src/engine/embed/session.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import { createTokenizer } from '../../../src/engine/tokenize/tokenizer.ts';
import { models } from './models.ts';

/** How often each operator stands in a graph. */
function operators(model: Uint8Array): Map<string, number> {
  const counts = new Map<string, number>();
  for (const part of fields(model)) {
    if (part.number !== 7) continue;
    for (const node of fields(part.bytes)) {
      if (node.number !== 1) continue;
      const type = [...fields(node.bytes)].find(({ number }) => number === 4);
      const name = textOf(type?.bytes ?? new Uint8Array());
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

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

  it('in float16 has the same operators, casts where the layers begin and end, and nearly the same vectors', async () => {
    const half = float16Graph(gpu);
    const [before, after] = [operators(gpu), operators(half)];
    assert.ok((after.get('Cast') ?? 0) > (before.get('Cast') ?? 0));
    for (const counts of [before, after]) counts.delete('Cast');
    assert.deepEqual(after, before);
    for (const likeness of await likenesses(gpu, half))
      assert.ok(likeness > 0.999 && likeness < 0.999_999_9, `${likeness}`);
  });

  it('is refused where the products are built in another way, or where there is no model', () => {
    assert.throws(() => gpuGraph(new Uint8Array()), RangeError);
    assert.throws(() => float16Graph(new Uint8Array()), RangeError);
    assert.throws(() => float16Graph(renamed(gpu, 'LayerNormalization', 'LayerNormalisation')), RangeError);
    assert.throws(() => gpuGraph(cpu.subarray(0, 1_000)), RangeError);
    assert.throws(() => gpuGraph(renamed(cpu, 'DynamicQuantizeLinear', 'DynamicQuantizeSquare')), RangeError);
  });
});

/** Cosines between the vectors that two graphs give of the same texts, on the CPU. */
async function likenesses(one: Uint8Array, other: Uint8Array): Promise<readonly number[]> {
  const { runtime } = await loadRuntime(() => undefined);
  const device = { type: 'cpu', threads: 1 } as const;
  const tokenizer = createTokenizer(await readFile(join(models, 'vocab.txt'), 'utf8'));
  const texts = [
    'where are failed uploads retried',
    'for (const [a, b] of Object.entries(c)) a(b);',
    'Ein Müller in 東京', // rows of 4 bits
  ].map((text) => tokenizer.encode(text, 64));
  const vectors: (readonly Float32Array[])[] = [];
  for (const model of [one, other]) {
    const session = await openSession(runtime, model, device);
    vectors.push(await session.run(texts));
    await session.release();
  }
  const [ofOne = [], ofOther = []] = vectors;
  return texts.map((_, at) => cosine(ofOne[at] ?? new Float32Array(), ofOther[at] ?? new Float32Array()));
}

/** `model` with an operator of a name as long. */
function renamed(model: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(model);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at);
  return copy;
}
