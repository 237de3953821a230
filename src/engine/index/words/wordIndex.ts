import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ContentKind } from '../../types.ts';
import { readMeta } from '../meta.ts';
import { isInText, Postings } from './postings.ts';
import { compareWords, findInRow, joinParts, lastWord, readParts, readRow, type ListPart } from './rows.ts';
import { decodeChunks, livingIds, livingIn, ordinalOf, type Segment } from './segment.ts';

/** What one segment has of a word. */
export interface SegmentList {
  readonly segment: Segment;
  readonly parts: readonly ListPart[];
}

interface WordCount {
  /** Chunks that hold a word. */
  readonly chunks: number;
  /** Chunks that hold it in their text, not only in path or names. */
  readonly inText: number;
}

interface Totals {
  readonly chunks: number;
  /** Words of all chunks. */
  readonly words: number;
}

const contains =
  'SELECT words, lists FROM postings WHERE segment = ? AND first < ? ORDER BY first DESC, id DESC LIMIT 1';

/** Bytes of lists that are kept in memory, and what remembering a word costs beside them. */
const mostFoundBytes = 8_000_000;
const entryBytes = 200;

/**
 * The words of an index as one connection sees them: which chunks hold a word, and how often. What is in memory are the
 * ids and lengths of the chunks, six bytes each; lists are read when they are asked for. Throws SQLite's errors.
 */
export class WordIndex {
  readonly database: DatabaseSync;
  readonly #lists: StatementSync;
  readonly #containing: StatementSync;
  readonly #between: StatementSync;
  #segments: readonly Segment[] = [];
  #totals: Totals = { chunks: 0, words: 0 };
  #revision: number | null = null;
  /** The last row of `gone` that was seen. */
  #gone = 0;
  /** Chunks of `gone` that are in no segment. */
  readonly #unplaced: number[] = [];
  /** What was found of late, by word: one question asks for a word several times, and the next key for the same words. */
  readonly #found = new Map<string, readonly SegmentList[]>();
  #foundBytes = 0;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.#lists = database.prepare(
      'SELECT words, lists FROM postings WHERE segment = ? AND first = ? ORDER BY id',
    );
    this.#containing = database.prepare(contains);
    this.#between = database.prepare(
      'SELECT words, lists FROM postings WHERE segment = ? AND first >= ? AND first < ? ORDER BY first, id',
    );
  }

  /** Does `work` on one state of the index, whatever another process commits meanwhile. */
  read<T>(work: () => T): T {
    const isInside = isWithin(this.database);
    if (!isInside) this.database.exec('BEGIN');
    try {
      this.follow();
      return work();
    } finally {
      if (!isInside && isWithin(this.database)) this.database.exec('COMMIT');
    }
  }

  /** In no order. */
  segments(kind?: ContentKind): readonly Segment[] {
    return kind === undefined ? this.#segments : this.#segments.filter((segment) => segment.kind === kind);
  }

  /** Of all chunks that are there. */
  get totals(): Totals {
    return this.#totals;
  }

  /** Chunks that were removed and are in no segment any more; told once. */
  takeUnplaced(): readonly number[] {
    return this.#unplaced.splice(0);
  }

  /** What the segments of a kind, or all, have of a word. */
  find(word: string, kind?: ContentKind): readonly SegmentList[] {
    const lists = this.#found.get(word) ?? this.#look(word);
    return kind === undefined ? lists : lists.filter(({ segment }) => segment.kind === kind);
  }

  #look(word: string): readonly SegmentList[] {
    const lists = this.#segments.flatMap((segment) => {
      const parts = this.#partsOf(segment, word);
      return parts.length === 0 ? [] : [{ segment, parts }];
    });
    const parts = lists.flatMap((list) => list.parts);
    const bytes = parts.reduce((sum, part) => sum + part.bytes.length, entryBytes);
    if (this.#foundBytes + bytes > mostFoundBytes) this.#forget();
    this.#foundBytes += bytes;
    this.#found.set(word, lists);
    return lists;
  }

  #forget(): void {
    this.#found.clear();
    this.#foundBytes = 0;
  }

  /** The same of all words that begin with `beginning`, as if they were one. */
  findBeginning(beginning: string, kind?: ContentKind): readonly SegmentList[] {
    const end = `${beginning}\u{10ffff}`;
    return this.segments(kind).flatMap((segment) => {
      const before = this.#containing.get(segment.id, beginning);
      const rows = this.#between.all(segment.id, beginning, end);
      const parts = [...(before === undefined ? [] : [before]), ...rows].flatMap((row) =>
        readRow(asRow(row)).flatMap(({ word, part }) => (word.startsWith(beginning) ? [part] : [])),
      );
      return parts.length === 0 ? [] : [{ segment, parts: [joinParts(parts)] }];
    });
  }

  /** Chunks that hold every one of the words, or (no words) all. */
  holding(words: readonly string[]): Set<number> {
    const found = words.map((word) => this.find(word)).sort((a, b) => countAll(a) - countAll(b));
    const [rarest, ...others] = found.map(idsOf);
    if (rarest === undefined) return new Set(this.#segments.flatMap((segment) => livingIds(segment)));
    return new Set([...rarest].filter((chunk) => others.every((ids) => ids.has(chunk))));
  }

  #partsOf(segment: Segment, word: string): readonly ListPart[] {
    const before = this.#containing.get(segment.id, word);
    const found = before === undefined ? null : findInRow(asRow(before), word);
    const parts = found === null ? [] : [found];
    if (before !== undefined && compareWords(lastWord(asRow(before)), word) > 0) return parts;
    // A list may begin at the end of a row and go on in rows that begin with its word.
    const rows = this.#lists.all(segment.id, word);
    return [...parts, ...rows.flatMap((row) => findInRow(asRow(row), word) ?? [])];
  }

  /** Takes in what was committed since. */
  follow(): void {
    const revision = Number(readMeta(this.database, 'words') ?? 0);
    if (revision === this.#revision) return;
    const known = new Map(this.#segments.map((segment) => [segment.id, segment]));
    const rows = this.database.prepare('SELECT id, kind FROM segments WHERE live = 1 ORDER BY id').all();
    const load = this.database.prepare('SELECT chunks FROM segments WHERE id = ?');
    this.#segments = rows.map((row) => {
      const id = Number(row['id']);
      const kind = row['kind'] as ContentKind;
      const chunks = (): Uint8Array => load.get(id)?.['chunks'] as Uint8Array;
      return known.get(id) ?? { id, kind, ...decodeChunks(chunks()), dead: null };
    });
    this.#followGone();
    this.#totals = this.#count();
    this.#revision = revision;
    this.#forget();
  }

  #followGone(): void {
    // As one value: where a folder was removed there are many, and a row of its own takes each twice as long.
    const all =
      'SELECT max(id) AS last, json_group_array(CAST(chunk AS INTEGER)) AS chunks FROM gone WHERE id > ?';
    const row = this.database.prepare(all).get(this.#gone);
    if (typeof row?.['last'] !== 'number') return;
    this.#gone = row['last'];
    let near: Segment | undefined;
    for (const chunk of JSON.parse(String(row['chunks'])) as number[]) near = this.#bury(chunk, near);
  }

  /** `near`: the segment of the last one, in which mostly the next one is too. Returns its own. */
  #bury(chunk: number, near: Segment | undefined): Segment | undefined {
    const isIn = (segment: Segment): boolean => {
      const ordinal = ordinalOf(segment, chunk);
      if (ordinal !== -1) (segment.dead ??= new Set()).add(ordinal);
      return ordinal !== -1;
    };
    const found = near !== undefined && isIn(near) ? near : this.#segments.find(isIn);
    if (found === undefined) this.#unplaced.push(chunk);
    return found;
  }

  #count(): Totals {
    let chunks = 0;
    let words = 0;
    for (const segment of this.#segments) {
      chunks += livingIn(segment);
      words += segment.words;
      for (const ordinal of segment.dead ?? []) words -= segment.lengths[ordinal] ?? 0;
    }
    return { chunks, words };
  }
}

/** Whether a transaction is open: an error may have ended it. */
function isWithin(database: DatabaseSync): boolean {
  return database.isTransaction;
}

function asRow(row: Record<string, unknown>): { words: string; lists: Uint8Array } {
  return row as { words: string; lists: Uint8Array };
}

function countAll(lists: readonly SegmentList[]): number {
  return lists.reduce((sum, { parts }) => parts.reduce((all, { chunks }) => all + chunks, sum), 0);
}

function idsOf(lists: readonly SegmentList[]): Set<number> {
  const ids = new Set<number>();
  const postings = new Postings();
  for (const { segment, parts } of lists) {
    readParts(parts, postings);
    for (let row = 0; row < postings.count; row++) {
      const ordinal = postings.ordinals[row] ?? -1;
      if (segment.dead?.has(ordinal) !== true) ids.add(segment.chunks[ordinal] ?? -1);
    }
  }
  return ids;
}

/** Counts living chunks. */
export function countChunks(lists: readonly SegmentList[]): WordCount {
  let chunks = 0;
  let inText = 0;
  const postings = new Postings();
  for (const { segment, parts } of lists) {
    if (segment.dead === null) {
      for (const part of parts) {
        chunks += part.chunks;
        inText += part.inText;
      }
      continue;
    }
    readParts(parts, postings);
    for (let row = 0; row < postings.count; row++) {
      if (segment.dead.has(postings.ordinals[row] ?? -1)) continue;
      chunks++;
      if (isInText(postings.counts[row] ?? 0)) inText++;
    }
  }
  return { chunks, inText };
}
