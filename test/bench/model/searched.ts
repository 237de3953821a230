/** What the table on exact search searches: the same passages as our vectors and as those of larger models. */
import type { ChunkedRepositories } from './chunks.ts';
import { storedRow, type Matrix, type Row } from './embedder.ts';
import { sumOf, weighIndexes } from './indexSize.ts';
import { mean } from './measures.ts';
import { scoresOf } from './repositories.ts';
import { floatDims, type Retrieval, type Searched } from './retrieval.ts';
import type { Students } from './students.ts';

export interface SearchedOptions {
  readonly student: Row;
  /** Rows one of which may have as many dimensions as other programs keep. */
  readonly known: readonly Row[];
  readonly students: Students;
  /** How many passages are searched. */
  readonly count: number;
  readonly seed: number;
}

async function stacked(row: Row, { repositories }: ChunkedRepositories): Promise<Matrix> {
  const { dims } = row;
  const chunks = repositories.reduce((sum, { texts }) => sum + texts.length, 0);
  const data = new Float32Array(chunks * dims);
  let start = 0;
  for (const { texts } of repositories) {
    const own = await row.vectors(texts, 'passage');
    data.set(own.data, start);
    start += own.data.length;
  }
  return { dims, data };
}

/** The chunks of the repositories, with what each kind of vectors finds there and the bytes of our whole index. */
export async function searchedChunks(
  repositories: ChunkedRepositories,
  { student, known, students, count, seed }: SearchedOptions,
): Promise<Retrieval> {
  const own = storedRow(student);
  const rows = new Map(floatDims.map((dims) => [dims, known.find((row) => row.dims === dims)]));
  const present = [...rows.values()].filter((row) => row !== undefined);
  const scores = await scoresOf(repositories.repositories, [own, ...present]);
  /** `scored`: the row whose vectors are compared, where they are not those of `row`. */
  const searched = async (row: Row, scored = row): Promise<Searched & { passages: Matrix }> => {
    const ndcg = mean(scores.get(scored.name) ?? []);
    return { name: row.name, dims: row.dims, passages: await stacked(row, repositories), ndcg };
  };
  const floats: Searched[] = [];
  for (const [dims, row] of rows) floats.push(row === undefined ? atRandom(dims) : await searched(row));
  const weighed = sumOf((await weighIndexes(repositories, students)).values());
  return {
    own: await searched(student, own),
    floats,
    count,
    seed,
    indexBytes: weighed.bytes / weighed.chunks,
  };
}

/** Without repositories: functions, and numbers at random for the larger models. */
export async function searchedFunctions(
  functions: readonly string[],
  { student, count, seed }: SearchedOptions,
): Promise<Retrieval> {
  const { name, dims } = student;
  const passages = await student.vectors(functions, 'passage');
  return {
    own: { name, dims, passages, ndcg: null },
    floats: floatDims.map(atRandom),
    count,
    seed,
    indexBytes: null,
  };
}

function atRandom(dims: number): Searched {
  return { name: 'numbers at random', dims, passages: null, ndcg: null };
}
