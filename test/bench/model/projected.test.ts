import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './embedder.ts';
import { projectedRows, readProjections } from './projected.ts';

/** Two teachers of two dimensions, whose vectors tell the length of a text. */
function teacher(name: string, other: number): Row {
  return {
    name,
    dims: 2,
    bytes: 8,
    vectors: (texts) =>
      Promise.resolve({ dims: 2, data: Float32Array.from(texts.flatMap(({ length }) => [length, other])) }),
  };
}

const teachers = [teacher('all-MiniLM-L6-v2', 1), teacher('all-mpnet-base-v2', 2)];

/** Takes the first dimension of the first teacher and the second of the second. */
const matrix = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 1);
const description = {
  name: 'one + two',
  cuts: [2, 1],
  teachers: [
    { name: 'minilm', factor: 2, mean: [1, 0] },
    { name: 'mpnet', factor: 0.5, mean: [0, 1] },
  ],
};

async function vectorsOf(row: Row | undefined, text: string): Promise<readonly number[]> {
  return Array.from((await row?.vectors([text], 'query'))?.data ?? [], (value) => Number(value.toFixed(4)));
}

describe('teachers’ vectors joined and cut', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'homing-bench-'));
    writeFileSync(join(folder, 'a.json'), JSON.stringify(description));
    writeFileSync(join(folder, 'a.f32'), matrix);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are centred, scaled, joined, projected and of length 1', async () => {
    const { rows, leftOut } = projectedRows(readProjections(folder), teachers);
    assert.deepEqual(leftOut, []);
    assert.deepEqual(
      rows.map(({ name, dims, bytes }) => [name, dims, bytes]),
      [
        ['one + two: whole', 4, 16],
        ['one + two: PCA 2', 2, 8],
        ['one + two: PCA 1', 1, 4],
      ],
    );
    // Of "abc": (3 - 1) × 2 and 1 × 2; 3 × 0.5 and (2 - 1) × 0.5.
    const length = Math.hypot(4, 2, 1.5, 0.5);
    const joined = [4, 2, 1.5, 0.5].map((value) => Number((value / length).toFixed(4)));
    assert.deepEqual(await vectorsOf(rows[0], 'abc'), joined);
    const cut = [4, 0.5].map((value) => Number((value / Math.hypot(4, 0.5)).toFixed(4)));
    assert.deepEqual(await vectorsOf(rows[1], 'abc'), cut);
    assert.deepEqual(await vectorsOf(rows[2], 'abc'), [1]);
  });

  it('are made anew for other texts of the same role', async () => {
    const [, row] = projectedRows(readProjections(folder), teachers).rows;
    assert.notDeepEqual(await vectorsOf(row, 'abc'), await vectorsOf(row, 'abcdef'));
  });

  it('are left out, by name, where a teacher is not there', () => {
    assert.deepEqual(projectedRows(readProjections(folder), teachers.slice(0, 1)), {
      rows: [],
      leftOut: ['one + two'],
    });
  });

  it('say which file is not whole', () => {
    writeFileSync(join(folder, 'a.f32'), matrix.subarray(0, 4));
    assert.throws(() => readProjections(folder), /a\.json: its matrix is smaller than its cuts/);
  });
});
