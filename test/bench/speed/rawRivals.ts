/** Questions to the engine beside the bare parts it is made of: usearch over the same vectors, FTS5 over the same words. */
import { DatabaseSync } from 'node:sqlite';
import * as usearch from 'usearch';
import { quantize } from '../../../src/engine/embed/vectors.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { wordsOf } from '../../../src/engine/index/terms.ts';
import { Int8Matrix } from '../../../src/engine/simd/int8Matrix.ts';
import type { Encoders, SearchRequest } from '../../../src/engine/types.ts';
import { bodiesOf } from './bodies.ts';
import { spreadOf, type QueriesResult } from './task.ts';

interface Parts {
  readonly engine: Engine;
  readonly encoders: Encoders;
  /** Path of the index. */
  readonly database: string;
  readonly request: (text: string) => SearchRequest;
}

/** As many candidates as the engine takes of each kind. */
const candidates = 200;

function matrixOf(database: DatabaseSync, dims: number): Int8Array {
  const rows = Number(database.prepare('SELECT count(*) AS count FROM vectors').get()?.['count']);
  const matrix = new Int8Array(rows * dims);
  let at = 0;
  for (const { vector } of database.prepare('SELECT vector FROM vectors').iterate()) {
    if (vector instanceof Uint8Array) matrix.set(new Int8Array(vector.buffer, vector.byteOffset, dims), at);
    at += dims;
  }
  return matrix;
}

/** All words of a text as FTS5 is given them. */
function plainWords(text: string): string {
  const { parts, wholes } = wordsOf(text);
  return [...parts, ...wholes].join(' ');
}

/** SQLite's own full-text index over the words that the engine's holds, in memory. */
async function fullText(root: string, index: DatabaseSync): Promise<DatabaseSync> {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE VIRTUAL TABLE terms USING fts5(path, names, text, content='', contentless_delete=1)");
  const insert = database.prepare('INSERT INTO terms(rowid, path, names, text) VALUES (?, ?, ?, ?)');
  database.exec('BEGIN');
  for (const { id, path, names, text } of await bodiesOf(root, index)) {
    insert.run(id, plainWords(path), plainWords(names), plainWords(text));
  }
  database.exec('COMMIT');
  return database;
}

/** Questions to one side before the other is asked them: who works alone has the processor's memory to itself. */
const inTurn = 11;

export async function measureQueries(
  { engine, encoders, database: path, request }: Parts,
  texts: readonly string[],
): Promise<QueriesResult> {
  const database = new DatabaseSync(path, { readOnly: true });
  const graph = database.prepare("SELECT value FROM meta WHERE key = 'graph'").get()?.['value'];
  const { dims } = encoders.staticStudent;
  const matrix = matrixOf(database, dims);
  const own = new Int8Matrix(dims);
  own.set(0, matrix);
  const rows = Array.from({ length: matrix.length / dims }, (_, row) => row);
  const rival = await fullText(engine.root, database);
  const words = rival.prepare('SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT ?');
  const times = {
    engine: [] as number[],
    own: [] as number[],
    vectors: [] as number[],
    words: [] as number[],
    raw: [] as number[],
  };
  const ask = async (text: string): Promise<void> => {
    const started = performance.now();
    await engine.search(request(text));
    times.engine.push(performance.now() - started);
  };
  const compare = async (text: string): Promise<void> => {
    const [vector] = await encoders.staticStudent.embed([text], 'query');
    if (vector === undefined) return;
    const query = quantize(vector);
    const expression = plainWords(text)
      .split(' ')
      .map((term) => `"${term}"`)
      .join(' OR ');
    const started = performance.now();
    // Its fastest: cosines would work out every row's length anew.
    usearch.exactSearch(matrix, query, dims, candidates, usearch.MetricKind.IP, 1);
    const searched = performance.now();
    words.all(expression, candidates);
    const matched = performance.now();
    own.nearest(query, candidates, rows);
    times.own.push(performance.now() - matched);
    times.vectors.push(searched - started);
    times.words.push(matched - searched);
    times.raw.push(matched - started);
  };
  for (let from = 0; from < texts.length; from += inTurn) {
    const some = texts.slice(from, from + inTurn);
    for (const text of some) await ask(text);
    for (const text of some) await compare(text);
  }
  rival.close();
  database.close();
  return {
    engine: spreadOf(times.engine),
    own: spreadOf(times.own),
    vectors: spreadOf(times.vectors),
    words: spreadOf(times.words),
    raw: spreadOf(times.raw),
    graph: typeof graph === 'string' && graph !== '',
  };
}
