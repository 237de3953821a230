/** Teachers' vectors joined, and cut by projections that the recipe fitted: models/distill/project.py, `Projection.save`. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortRow, unitRows, type Matrix, type Role, type Row } from './embedder.ts';

/** Teachers by the recipe's names (models/distill/teachers.py), and what the bench calls them (rivals.ts). */
const calledHere: Readonly<Record<string, string>> = {
  minilm: 'all-MiniLM-L6-v2',
  bge: 'bge-small-en-v1.5',
  e5: 'e5-small-v2',
  mpnet: 'all-mpnet-base-v2',
};

interface TeacherShare {
  /** The recipe's name of it. */
  readonly name: string;
  readonly factor: number;
  readonly mean: readonly number[];
}

export interface Projection {
  readonly name: string;
  /** How many of the first dimensions are measured. */
  readonly cuts: readonly number[];
  readonly teachers: readonly TeacherShare[];
  /** Row-major, as many columns as the teachers have dimensions together. */
  readonly matrix: Float32Array;
}

/** All of a folder, by file name. Throws an Error that names the file where one is not whole. */
export function readProjections(folder: string): readonly Projection[] {
  return globSync('*.json', { cwd: folder })
    .sort()
    .map((file) => {
      const path = join(folder, file);
      const read = JSON.parse(readFileSync(path, 'utf8')) as Omit<Projection, 'matrix'>;
      const bytes = readFileSync(path.replace(/json$/, 'f32'));
      const matrix = new Float32Array(bytes.length / 4);
      new Uint8Array(matrix.buffer).set(bytes);
      if (matrix.length < joinedDims(read) * Math.max(...read.cuts))
        throw new Error(
          `${path}: its matrix is smaller than its cuts. Make it anew with models/distill/cut.py.`,
        );
      return { ...read, matrix };
    });
}

function joinedDims({ teachers }: Pick<Projection, 'teachers'>): number {
  return teachers.reduce((sum, { mean }) => sum + mean.length, 0);
}

/** Each text's vectors, centred and scaled as the projection says, side by side. */
async function joined(
  { teachers }: Pick<Projection, 'teachers'>,
  rows: readonly Row[],
  asked: { readonly texts: readonly string[]; readonly role: Role },
): Promise<Matrix> {
  const dims = joinedDims({ teachers });
  const data = new Float32Array(asked.texts.length * dims);
  let start = 0;
  for (const [which, { factor, mean }] of teachers.entries()) {
    const own = await rows[which]?.vectors(asked.texts, asked.role);
    if (own?.dims !== mean.length) throw new Error('a projection is for other teachers than these');
    for (let text = 0; text < asked.texts.length; text++)
      for (const [k, value] of mean.entries())
        data[text * dims + start + k] = ((own.data[text * own.dims + k] ?? 0) - value) * factor;
    start += mean.length;
  }
  return { dims, data };
}

function product({ dims, data }: Matrix, projection: Float32Array, kept: number): Matrix {
  const count = data.length / dims;
  const out = new Float32Array(count * kept);
  for (let text = 0; text < count; text++)
    for (let k = 0; k < kept; k++) {
      let sum = 0;
      for (let at = 0; at < dims; at++)
        sum += (data[text * dims + at] ?? 0) * (projection[k * dims + at] ?? 0);
      out[text * kept + k] = sum;
    }
  return { dims: kept, data: out };
}

/** Of several teachers: all their dimensions, float32. */
function joinedRow(projection: Projection, rows: readonly Row[]): Row {
  const dims = joinedDims(projection);
  return {
    name: `${projection.name}: whole`,
    dims,
    bytes: dims * 4,
    vectors: async (texts, role) => unitRows(await joined(projection, rows, { texts, role })),
  };
}

/** The first `kept` dimensions, float32. */
function projectedRow(projection: Projection, rows: readonly Row[], kept: number): Row {
  return {
    name: `${projection.name}: PCA ${kept}`,
    dims: kept,
    bytes: kept * 4,
    vectors: async (texts, role) =>
      unitRows(product(await joined(projection, rows, { texts, role }), projection.matrix, kept)),
  };
}

/** What of the projections can be measured with these rows of teachers; `leftOut` names the others. */
export function projectedRows(
  projections: readonly Projection[],
  teachers: readonly Row[],
): { readonly rows: readonly Row[]; readonly leftOut: readonly string[] } {
  const rows: Row[] = [];
  const leftOut: string[] = [];
  for (const projection of projections) {
    const own = projection.teachers.flatMap(
      ({ name }) => teachers.find((row) => row.name === calledHere[name]) ?? [],
    );
    if (own.length < projection.teachers.length) {
      leftOut.push(projection.name);
      continue;
    }
    if (own.length > 1) rows.push(joinedRow(projection, own));
    const most = Math.max(...projection.cuts);
    const whole = remembered(projectedRow(projection, own, most));
    rows.push(whole);
    for (const cut of projection.cuts)
      if (cut < most) rows.push({ ...shortRow(whole, cut), name: `${projection.name}: PCA ${cut}` });
  }
  return { rows, leftOut };
}

/** Cuts of one projection are asked for the same texts one after the other: what was made for one serves the next. */
function remembered(row: Row): Row {
  const made = new Map<string, { readonly texts: readonly string[]; readonly matrix: Promise<Matrix> }>();
  return {
    ...row,
    vectors: (texts, role) => {
      const last = made.get(role);
      if (last?.texts === texts) return last.matrix;
      const matrix = row.vectors(texts, role);
      made.set(role, { texts, matrix });
      return matrix;
    },
  };
}
