import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../types.ts';
import { openGraph, parseGraphRecord } from './graph.ts';
import type { Location } from './location.ts';
import { stampOf } from './looking.ts';
import { readMeta } from './meta.ts';
import { loadNative } from './native.ts';
import { condemn } from './openStore.ts';
import { encoderNumber } from './queries.ts';
import { openForReading, schemaOf } from './schema.ts';
import { isDamage } from './sqliteErrors.ts';
import { Vectors, type EncoderNumbers } from './vectors.ts';
import { WordIndex } from './words/wordIndex.ts';

export interface ReaderOptions {
  readonly location: Location;
  readonly studentId: string;
  readonly staticId: string;
  readonly dims: number;
  readonly log: Log;
}

/** What a search works on. */
export interface Snapshot {
  readonly database: DatabaseSync;
  readonly vectors: Vectors;
  readonly words: WordIndex;
}

interface Opened {
  readonly database: DatabaseSync;
  readonly words: WordIndex;
  /** Of the database file: another one under the same name is another index. */
  readonly inode: bigint;
}

/**
 * The reading side of one index: it works while this or another process writes, and follows what they commit. The
 * vectors in memory are brought up to date when they are asked for.
 */
export class Reader {
  readonly #options: ReaderOptions;
  #opened: Opened | null = null;
  #vectors: Vectors;
  #numbers: EncoderNumbers = { student: null, staticStudent: null };
  #graphText: string | number | null = null;
  #refreshing: Promise<unknown> = Promise.resolve();
  #isEnded = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#vectors = new Vectors(options.dims);
  }

  /** Null where there is no index, or none that can be read. Throws SQLite's errors where it breaks while it is read. */
  database(): DatabaseSync | null {
    return this.#open()?.database ?? null;
  }

  /** Another text after every commit, and in another index; null where there is none. Throws SQLite's errors. */
  committed(): string | null {
    const opened = this.#open();
    return opened === null ? null : `${opened.inode} ${stampOf(opened.database)}`;
  }

  #open(): Opened | null {
    const { location, log } = this.#options;
    if (this.#isEnded) return null;
    const inode = inodeOf(location.database);
    if (this.#opened?.inode === inode) return this.#opened;
    this.close();
    if (inode === null) return null;
    let database: DatabaseSync | null = null;
    try {
      database = openForReading(location.database);
      if (schemaOf(database) === 'current') {
        this.#opened = { database, words: new WordIndex(database), inode };
        return this.#opened;
      }
    } catch (error) {
      if (!isDamage(error)) log('warn', `The index can not be read: ${String(error)}`);
    }
    database?.close();
    return null;
  }

  /**
   * The index as committed now, its vectors in memory; null where there is none. `onStudent`: called before any are loaded,
   * where some are the Transformer's.
   */
  async snapshot(onStudent?: () => void): Promise<Snapshot | null> {
    const turn = this.#refreshing.then(() => this.#refresh(onStudent));
    this.#refreshing = turn.catch(() => undefined);
    return turn;
  }

  async #refresh(onStudent?: () => void): Promise<Snapshot | null> {
    const opened = this.#open();
    if (opened === null) return null;
    const { database, words } = opened;
    const numbers = {
      student: encoderNumber(database, this.#options.studentId),
      staticStudent: encoderNumber(database, this.#options.staticId),
    };
    const isSameEncoders =
      numbers.student === this.#numbers.student && numbers.staticStudent === this.#numbers.staticStudent;
    if (!isSameEncoders) this.#forget();
    this.#numbers = numbers;
    if (numbers.student !== null && this.#vectors.size === 0) onStudent?.();
    if (!(await this.#vectors.refresh(database, numbers))) {
      this.#forget();
      await this.#vectors.refresh(database, numbers);
    }
    await this.#followGraph(database);
    return { database, vectors: this.#vectors, words };
  }

  async #followGraph(database: DatabaseSync): Promise<void> {
    const { location, studentId, dims, log } = this.#options;
    const vectors = this.#vectors;
    const text = readMeta(database, 'graph');
    if (text === this.#graphText) return;
    this.#graphText = text;
    const record = parseGraphRecord(text);
    const native = record?.encoder === studentId ? await loadNative(log) : null;
    if (record === null || native === null) {
      vectors.useGraph(null);
      return;
    }
    const graph = await openGraph(native, location, record, dims);
    if (graph === null)
      log('warn', 'The vector graph is missing or damaged: it is built again from the index.');
    // Never those of another index, which may have been opened meanwhile.
    vectors.useGraph(graph);
  }

  #forget(): void {
    this.#vectors = new Vectors(this.#options.dims);
    this.#graphText = null;
  }

  /** Until it is asked for again. What is under way with the database fails. */
  close(): void {
    this.#opened?.database.close();
    this.#opened = null;
    this.#forget();
  }

  /** For good: whoever asks for it from now on is told that there is none. */
  end(): void {
    this.#isEnded = true;
    this.close();
  }

  /** The index is damaged; where it is still the one that was opened, the next indexing builds it anew. */
  condemn(): void {
    const { location } = this.#options;
    const inode = this.#opened?.inode;
    this.close();
    if (inode !== undefined && inode === inodeOf(location.database)) condemn(location);
  }
}

function inodeOf(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
