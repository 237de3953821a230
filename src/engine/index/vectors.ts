import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Graph } from './graph.ts';
import { readMeta } from './meta.ts';
import { together, VectorBlock, type Neighbour, type Spread } from './vectorBlock.ts';

/** A chunk and how near it is to the query, in deviations above the mean of all chunks. */
export interface DenseCandidate {
  readonly chunk: number;
  readonly cosine: number;
  readonly score: number;
}

/** The query as each encoder sees it; null where that one is not there. Vectors of one space can stand in for each other. */
export interface QueryVectors {
  readonly student: Int8Array | null;
  readonly staticStudent: Int8Array;
}

/** Numbers of the encoders in the database; null where it has none of their vectors. */
export interface EncoderNumbers {
  readonly student: number | null;
  readonly staticStudent: number | null;
}

interface ChunkRow {
  readonly chunk: number;
  /** Its number; null where the chunk is gone or has no vector yet. */
  readonly encoder: number | null;
  readonly vector: Uint8Array | null;
}

/** Rows read at once: about 5 ms. */
const pageRows = 1_024;
/** Chunk ids that are loaded at once: about 5 ms. */
const pageIds = 4_096;

const added =
  'SELECT c.id AS at, c.id AS chunk, v.encoder, v.vector FROM chunks c LEFT JOIN vectors v ON v.content = c.content ' +
  'WHERE c.id > ? ORDER BY c.id LIMIT ?';

/** Last, so that removal has the word: ids are never given again. */
const changed =
  'SELECT n.id AS at, n.chunk, v.encoder, v.vector FROM changed n LEFT JOIN chunks c ON c.id = n.chunk ' +
  'LEFT JOIN vectors v ON v.content = c.content WHERE n.id > ? ORDER BY n.id LIMIT ?';

/**
 * A page of one encoder's vectors as two values, aligned: an object and an array a row cost SQLite's binding six times
 * as long as this takes in all. Both aggregates see the rows in the same order, whichever that is. The bytes are joined as
 * a text that nobody reads as one.
 */
const loaded =
  "SELECT json_group_array(c.id) AS ids, CAST(group_concat(v.vector, '') AS BLOB) AS vectors FROM chunks c " +
  'CROSS JOIN vectors v ON v.content = c.content WHERE c.id > ? AND c.id <= ? AND +v.encoder = ?';

/**
 * The vectors of a folder in memory: one row a chunk, the Transformer's where there is one, else the static student's.
 * Follows the database: chunks that were added are above the last one seen, other changes are noted.
 */
export class Vectors {
  readonly student: VectorBlock;
  readonly staticStudent: VectorBlock;
  /** Over the Transformer's vectors, where there are many. */
  graph: Graph | null = null;
  /** Chunks of the Transformer's block that are not in the graph. */
  readonly #delta = new Set<number>();
  #revision = 0;
  /** The last chunk and the last note of a change that were seen. */
  #lastChunk = 0;
  #lastNote = 0;

  constructor(dims: number) {
    this.student = new VectorBlock(dims);
    this.staticStudent = new VectorBlock(dims);
  }

  get size(): number {
    return this.student.size + this.staticStudent.size;
  }

  /** By how many chunks the graph is behind: those that it lacks, and those in it that are gone. */
  get graphLag(): number {
    return this.graph === null ? this.student.size : this.#delta.size + this.#goneFrom(this.graph);
  }

  #goneFrom({ record }: Graph): number {
    return Math.max(0, record.size - (this.student.size - this.#delta.size));
  }

  useGraph(graph: Graph | null): void {
    this.graph = graph;
    this.#delta.clear();
    if (graph === null) return;
    for (const chunk of graph.missing(this.student.chunks())) this.#delta.add(chunk);
  }

  /** False where too much was forgotten since, or loading broke off: then start with new Vectors. Throws SQLite's errors. */
  async refresh(database: DatabaseSync, encoders: EncoderNumbers): Promise<boolean> {
    const target = Number(readMeta(database, 'revision') ?? 0);
    if (target === this.#revision) return true;
    if (this.#revision === 0 && this.size > 0) return false;
    const notes = database.prepare('SELECT min(id) AS first, max(id) AS last FROM changed').get();
    if (this.#revision === 0) {
      this.#lastNote = Number(notes?.['last'] ?? 0);
      await this.#load(database, encoders);
    } else if (Number(notes?.['first'] ?? 0) > this.#lastNote + 1) return false;
    this.#lastChunk = await this.#follow(database, added, this.#lastChunk, encoders);
    this.#lastNote = await this.#follow(database, changed, this.#lastNote, encoders);
    this.#revision = target;
    return true;
  }

  /** Everything, in the order of ids. What changes meanwhile is noted, and followed; so is what does not come whole. */
  async #load(database: DatabaseSync, encoders: EncoderNumbers): Promise<void> {
    const last = Number(database.prepare('SELECT max(id) AS id FROM chunks').get()?.['id'] ?? 0);
    const statement = database.prepare(loaded);
    const count = database.prepare(
      'SELECT min(vectors, (SELECT count(*) FROM chunks)) AS vectors FROM encoders WHERE id = ?',
    );
    for (const kind of ['student', 'staticStudent'] as const) {
      this[kind].reserve(Number(count.get(encoders[kind])?.['vectors'] ?? 0));
    }
    for (let id = 0; id < last; id += pageIds) {
      for (const kind of ['student', 'staticStudent'] as const) {
        const row = encoders[kind] === null ? undefined : statement.get(id, id + pageIds, encoders[kind]);
        if (!(row?.['vectors'] instanceof Uint8Array)) continue;
        const ids = JSON.parse(String(row['ids'])) as number[];
        if (row['vectors'].length !== ids.length * this[kind].dims) return;
        this[kind].add(ids, asVector(row['vectors']));
      }
      this.#lastChunk = Math.min(last, id + pageIds);
      await setImmediate();
    }
  }

  /** What comes after the last that was seen; returns the last one now. */
  async #follow(
    database: DatabaseSync,
    sql: string,
    seen: number,
    encoders: EncoderNumbers,
  ): Promise<number> {
    const statement = database.prepare(sql);
    for (let last = seen; ;) {
      const rows = statement.all(last, pageRows) as unknown[] as (ChunkRow & { readonly at: number })[];
      for (const row of rows) this.#apply(row, encoders);
      last = rows.at(-1)?.at ?? last;
      if (rows.length < pageRows) return last;
      await setImmediate();
    }
  }

  #apply({ chunk, encoder, vector }: ChunkRow, encoders: EncoderNumbers): void {
    if (vector === null) this.#remove(chunk);
    else if (encoder === encoders.student) {
      this.staticStudent.delete(chunk);
      if (!this.student.has(chunk) && this.graph !== null) this.#delta.add(chunk);
      this.student.set(chunk, asVector(vector));
    } else if (encoder === encoders.staticStudent) {
      this.staticStudent.set(chunk, asVector(vector));
    }
  }

  #remove(chunk: number): void {
    this.staticStudent.delete(chunk);
    this.student.delete(chunk);
    this.#delta.delete(chunk);
  }

  /**
   * The `k` best chunks, best first, whichever student has encoded them: their cosines are nearly of one scale, because both were trained
   * to the same targets and the query's vector for the static student's is mostly the Transformer's (see `meanShare` for the rest).
   * `allowed`: only these; they are compared exactly, so a filter never costs hits.
   */
  search(query: QueryVectors, k: number, allowed: ReadonlySet<number> | null): DenseCandidate[] {
    const forStudent = query.student ?? query.staticStudent;
    const spreads = {
      student: this.student.spread(forStudent),
      staticStudent: this.staticStudent.spread(query.staticStudent),
    };
    const { mean, deviation } = together(spreads.student, spreads.staticStudent);
    const scored = (found: readonly Neighbour[], own: Spread): DenseCandidate[] => {
      const zero = mean + meanShare * (own.mean - mean);
      const scale = deviation > 0 ? deviation : 1;
      return found.map(({ chunk, cosine }) => ({ chunk, cosine, score: (cosine - zero) / scale }));
    };
    const nearestStatic =
      allowed === null
        ? this.staticStudent.nearest(query.staticStudent, k)
        : this.staticStudent.nearestAmong(query.staticStudent, k, allowed);
    return [
      ...scored(this.#nearestByStudent(forStudent, k, allowed), spreads.student),
      ...scored(nearestStatic, spreads.staticStudent),
    ]
      .sort((a, b) => b.score - a.score || a.chunk - b.chunk)
      .slice(0, k);
  }

  #nearestByStudent(query: Int8Array, k: number, allowed: ReadonlySet<number> | null): Neighbour[] {
    if (allowed !== null) return this.student.nearestAmong(query, k, allowed);
    if (this.graph === null) return this.student.nearest(query, k);
    // Nodes whose chunks are gone take places in its answers: as many more are asked for, up to a bound.
    const asked = k + Math.min(this.#goneFrom(this.graph), mostMore);
    const near = new Set([...this.graph.search(query, asked), ...this.#delta]);
    const found = this.student.nearestAmong(query, k, near);
    // Where they take all, as where a large folder was removed, nothing but exact search helps until the next graph.
    return found.length < Math.min(k, this.student.size) ? this.student.nearest(query, k) : found;
  }
}

/**
 * Share of the difference between one population's mean cosine and that of all which is taken to be the encoder's, 0 to 1; the rest is
 * taken to be what the chunks are about. All of it costs 0.06 NDCG where folder after folder is encoded, because it takes from a folder
 * what speaks for it as a whole; a quarter gains some thousandths (`npm run bench:model -- --only mixture`).
 */
const meanShare = 0.25;

/** Nodes that a graph is asked for beyond those that are wanted. */
const mostMore = 1_000;

function asVector(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
