import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRuntime } from '../../../src/engine/embed/runtime.ts';
import { bareProducts, openProducts } from './bareProducts.ts';

describe('The bare products of the student', () => {
  it('are six a layer, with its own shapes, and run for a text of any length', async () => {
    const model = readFileSync(join(import.meta.dirname, '../../../models/student/model.onnx'));
    const bare = bareProducts(model);
    assert.equal(bare.products, 36);
    assert.deepEqual(bare.columns, [384, 1536]);
    const { runtime } = await loadRuntime(() => undefined);
    const session = await openProducts(runtime, bare, 1);
    for (const tokens of [2, 147]) await session.run(tokens);
    await session.release();
  });
});
