/** What tests ask of a graph, and of two. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partsOf, type Node } from '../../../src/engine/embed/onnx.ts';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { openSession } from '../../../src/engine/embed/session.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import { createTokenizer } from '../../../src/engine/tokenize/tokenizer.ts';
import { models } from './models.ts';

export function nodesOf(model: Uint8Array): readonly Node[] {
  return [...partsOf(model).nodes.values()];
}

/** How often each operator stands in a graph. */
export function operators(model: Uint8Array): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of nodesOf(model)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** Cosines between the vectors that two graphs give of the same texts, on the CPU. */
export async function likenesses(one: Uint8Array, other: Uint8Array): Promise<readonly number[]> {
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
export function renamed(model: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(model);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at);
  return copy;
}
