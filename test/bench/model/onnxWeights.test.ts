import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gpuGraph } from '../../../src/engine/embed/gpuGraph.ts';
import { integerWeights } from './onnxWeights.ts';

const folder = join(import.meta.dirname, '../../../models/student');

describe('the integer weights of a graph', () => {
  it('are six matrices a layer in the shipped student, within the range that AVX2 can add', () => {
    const { layers } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { layers: number };
    const weights = integerWeights(readFileSync(join(folder, 'model.onnx')));
    assert.equal(weights.length, 6 * layers);
    // The largest number of each column is scaled to the end of the range.
    assert.deepEqual([...new Set(weights.map(({ largestMagnitude }) => largestMagnitude))], [64]);
  });

  it('are none in a graph that multiplies floats', () => {
    assert.deepEqual(integerWeights(gpuGraph(readFileSync(join(folder, 'model.onnx')))), []);
  });

  it('are not read from bytes that end too early', () => {
    assert.throws(
      () => integerWeights(readFileSync(join(folder, 'model.onnx')).subarray(0, 1_000)),
      RangeError,
    );
  });
});
