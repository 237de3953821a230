import type { DatabaseSync } from 'node:sqlite';
import type { ContentKind } from '../../types.ts';
import { readMeta, writeMeta } from '../meta.ts';
import type { ChunkWords } from '../terms.ts';
import { inTransaction } from '../transaction.ts';
import { chooseMerge, joinChunks, nextWord, type Joined, type WordCursor } from './merging.ts';
import { Postings } from './postings.ts';
import { compareWords, readRow, RowBuilder, type ListPart, type WordRow } from './rows.ts';
import { encodeChunks, type Segment } from './segment.ts';
import { WordIndex } from './wordIndex.ts';

/** A chunk with its words, by its id. */
export interface NewChunk {
  readonly id: number;
  readonly kind: ContentKind;
  readonly words: ChunkWords;
}

/** Called between short steps, so that queries get their turn. */
type Pause = () => Promise<void>;

/** Milliseconds of a step of merging. */
const stepMs = 4;
/** Rows that are read, or dropped, at once. */
const rowsAtOnce = 32;

const sources = {
  insertSegment: 'INSERT INTO segments(kind, live, chunks) VALUES (?, ?, ?)',
  insertRow: 'INSERT INTO postings(segment, first, words, lists) VALUES (?, ?, ?, ?)',
  rowsAfter:
    'SELECT id, first, words, lists FROM postings WHERE segment = ?1 AND (first > ?2 OR (first = ?2 AND id > ?3)) ' +
    `ORDER BY first, id LIMIT ${rowsAtOnce}`,
  begin: 'UPDATE segments SET live = 1, chunks = ? WHERE id = ?',
  end: "UPDATE segments SET live = 0, chunks = x'' WHERE id = ?",
  ended: 'SELECT id FROM segments WHERE live = 0',
  dropRows: `DELETE FROM postings WHERE id IN (SELECT id FROM postings WHERE segment = ? LIMIT ${rowsAtOnce})`,
  dropSegment: 'DELETE FROM segments WHERE id = ?',
  bury: 'INSERT INTO gone(chunk) SELECT id FROM chunks WHERE id BETWEEN ? AND ?',
  forget: 'DELETE FROM gone WHERE chunk IN (SELECT value FROM json_each(?))',
} as const;

type Statements = Readonly<Record<keyof typeof sources, ReturnType<DatabaseSync['prepare']>>>;

/**
 * The writing side of the words of an index. What a transaction adds is a segment of its own; segments of a size are
 * merged in short steps, so that there are few. Throws SQLite's errors.
 */
export class WordWriter {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #index: WordIndex;
  /** Dead chunks that no segment has any more, to be forgotten. */
  #forgotten: number[] = [];
  #isSwept = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const entries = Object.entries(sources).map(([name, sql]) => [name, database.prepare(sql)] as const);
    this.#statements = Object.fromEntries(entries) as Statements;
    this.#index = new WordIndex(database);
  }

  /** Within the caller's transaction, by ascending id. */
  add(chunks: readonly NewChunk[]): void {
    for (const kind of ['code', 'docs'] as const) {
      const ofKind = chunks.filter((chunk) => chunk.kind === kind);
      if (ofKind.length > 0) this.#addSegment(kind, ofKind);
    }
  }

  /** Within the caller's transaction, before a file's chunks are dropped; from its first to its last. */
  drop(first: number, last: number): void {
    if (this.#statements.bury.run(first, last).changes > 0) this.#changed();
  }

  #addSegment(kind: ContentKind, chunks: readonly NewChunk[]): void {
    const ids = chunks.map(({ id }) => id);
    const lengths = chunks.map(({ words }) => words.length);
    const { lastInsertRowid } = this.#statements.insertSegment.run(kind, 1, encodeChunks(ids, lengths));
    const builder = this.#builder(Number(lastInsertRowid));
    const lists = listsOf(chunks);
    const words = [...lists.keys()].sort(compareWords);
    const postings = new Postings();
    for (const word of words) {
      postings.clear();
      const list = lists.get(word) ?? [];
      for (let at = 0; at < list.length; at += 2) postings.add(list[at] ?? 0, list[at + 1] ?? 0);
      builder.add(word, postings);
    }
    builder.flush();
    this.#changed();
  }

  #builder(segment: number): RowBuilder {
    return new RowBuilder(({ first, words, lists }) =>
      this.#statements.insertRow.run(segment, first, words, lists),
    );
  }

  /** Readers look again. */
  #changed(): void {
    writeMeta(this.#database, 'words', Number(readMeta(this.#database, 'words') ?? 0) + 1);
  }

  /**
   * Merges what should be merged, and drops what is left of it. Each step is one transaction; whoever stops it in between
   * leaves a segment that nobody has seen yet, which is dropped the next time.
   */
  async tidy(pause: Pause): Promise<void> {
    if (!this.#isSwept) await this.#sweep(pause);
    this.#isSwept = true;
    for (;;) {
      this.#index.follow();
      // One by one: there can be more than a call takes arguments.
      for (const chunk of this.#index.takeUnplaced()) this.#forgotten.push(chunk);
      const segments = chooseMerge(this.#index.segments());
      if (segments === null) break;
      this.#isSwept = false;
      await this.#merge(segments, pause);
      await this.#sweep(pause);
      this.#isSwept = true;
    }
    await this.#forget(pause);
  }

  async #merge(segments: readonly Segment[], pause: Pause): Promise<void> {
    const joined = joinChunks(segments);
    const none = new Uint8Array();
    let id = 0;
    this.#transaction(() => {
      id = Number(this.#statements.insertSegment.run(joined.kind, 0, none).lastInsertRowid);
    });
    const builder = this.#builder(id);
    const cursors = segments.map((segment) => new RowCursor(this.#statements.rowsAfter, segment.id));
    const postings = new Postings();
    let isDone: boolean;
    do {
      await pause();
      isDone = this.#transaction(() => mergeSome(cursors, joined, postings, builder));
    } while (!isDone);
    await pause();
    this.#transaction(() => {
      if (joined.chunks.length > 0)
        this.#statements.begin.run(encodeChunks(joined.chunks, joined.lengths), id);
      for (const segment of segments) this.#statements.end.run(segment.id);
      this.#changed();
    });
    for (const { chunks, dead } of segments) {
      for (const ordinal of dead ?? []) this.#forgotten.push(chunks[ordinal] ?? 0);
    }
  }

  /** Drops segments that are merged, and those whose merging was stopped. */
  async #sweep(pause: Pause): Promise<void> {
    for (const row of this.#statements.ended.all()) {
      const segment = Number(row['id']);
      for (let dropped = rowsAtOnce; dropped === rowsAtOnce;) {
        this.#transaction(() => {
          dropped = Number(this.#statements.dropRows.run(segment).changes);
          if (dropped < rowsAtOnce) this.#statements.dropSegment.run(segment);
        });
        await pause();
      }
    }
  }

  async #forget(pause: Pause): Promise<void> {
    while (this.#forgotten.length > 0) {
      const some = this.#forgotten.splice(-rowsAtOnce * 8);
      this.#transaction(() => this.#statements.forget.run(JSON.stringify(some)));
      await pause();
    }
  }

  #transaction<T>(work: () => T): T {
    return inTransaction(this.#database, work);
  }
}

/** Ordinals and packed counts by turns, by word. */
function listsOf(chunks: readonly NewChunk[]): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  chunks.forEach(({ words }, ordinal) => {
    if (words.words === '') return;
    words.words.split(' ').forEach((word, at) => {
      const list = lists.get(word);
      const counts = words.counts[at] ?? 0;
      if (list === undefined) lists.set(word, [ordinal, counts]);
      else list.push(ordinal, counts);
    });
  });
  return lists;
}

/** Words for as long as a step lasts; true where there are no more. */
function mergeSome(
  cursors: readonly WordCursor[],
  joined: Joined,
  postings: Postings,
  builder: RowBuilder,
): boolean {
  const started = performance.now();
  do {
    const word = nextWord(cursors, joined, postings);
    if (word === null) {
      builder.flush();
      return true;
    }
    if (postings.count > 0) builder.add(word, postings);
  } while (performance.now() - started < stepMs);
  return false;
}

interface StoredRow extends WordRow {
  readonly id: number;
}

class RowCursor implements WordCursor {
  readonly #rows: Statements['rowsAfter'];
  readonly #segment: number;
  #ahead: StoredRow[] = [];
  #words: { readonly word: string; readonly part: ListPart }[] = [];
  #at = 0;
  #last: Pick<StoredRow, 'first' | 'id'> = { first: '', id: 0 };

  constructor(rows: Statements['rowsAfter'], segment: number) {
    this.#rows = rows;
    this.#segment = segment;
    this.#fill();
  }

  get word(): string | null {
    return this.#words[this.#at]?.word ?? null;
  }

  take(): readonly ListPart[] {
    const { word } = this;
    const parts: ListPart[] = [];
    for (;;) {
      const next = this.#words[this.#at];
      if (next?.word !== word) break;
      parts.push(next.part);
      this.#at++;
      if (this.#at === this.#words.length) this.#fill();
    }
    return parts;
  }

  /** The next row's words; none behind the last. */
  #fill(): void {
    if (this.#ahead.length === 0) {
      const { first, id } = this.#last;
      this.#ahead = this.#rows.all(this.#segment, first, id) as unknown[] as StoredRow[];
    }
    const row = this.#ahead.shift();
    this.#words = row === undefined ? [] : readRow(row);
    this.#at = 0;
    if (row !== undefined) this.#last = row;
  }
}
