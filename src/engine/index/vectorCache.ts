import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Log } from '../types.ts';
import { openCacheFile, removeCacheFile } from './cacheFile.ts';
import { giveBack, sizeOf } from './freePages.ts';
import { isBusy, isUnwritable } from './sqliteErrors.ts';
import type { ContentVector } from './store.ts';

/** Bytes: about 2.7 million vectors. */
export const defaultCacheBytes = 512 * 1024 * 1024;

/** Bytes of the file that a vector may cost: 160 in its page, the rest in the index over contents. */
const rowBytes = 256;
/** Bytes that are kept clear below the limit. */
const clearBytes = 64 * 1024;
/** Rows evicted at once: about 5 ms. */
const evictedAtOnce = 512;
/** Rows that were used and are not yet moved to the end: more would take longer than a short step. */
const mostUsed = 512;
/** Vectors that wait for another process's commit at the most; what comes on top is forgotten. */
const mostPending = 4_096;

/** Whose vectors are meant. */
export interface CacheKey {
  /** Id of the encoder. */
  readonly id: string;
  readonly dims: number;
}

interface Opened {
  readonly database: DatabaseSync;
  readonly find: StatementSync;
  readonly insert: StatementSync;
  readonly touch: StatementSync;
  /** Ids up to which a row that is used moves to the end. */
  readonly old: number;
}

interface Pending {
  readonly encoder: string;
  readonly vectors: readonly ContentVector[];
}

/**
 * Vectors by encoder and content, shared by the folders, branches, working trees and processes of one storage, so that
 * what one of them has embedded nobody embeds again. Every folder's index holds all of its own vectors; this is a copy
 * that may lose anything at any time. Nothing here ever throws: a file that is locked, damaged or can not be written
 * costs only speed. The one used longest ago goes first where the file would outgrow its limit.
 */
export class VectorCache {
  readonly #path: string;
  readonly #limit: number;
  readonly #log: Log;
  #opened: Opened | null = null;
  #isReplaced = false;
  #isOff: boolean;
  #pending: Pending[] = [];
  readonly #used = new Map<number, { readonly encoder: string; readonly content: Uint8Array }>();

  /** `limit`: bytes of the file at the most; 0: nothing is kept. */
  constructor(path: string, limit: number, log: Log) {
    this.#path = path;
    this.#limit = limit;
    this.#log = log;
    this.#isOff = limit <= 0;
  }

  /** Of `contents`, those that have a vector of this encoder, with it. About 10 µs each. */
  find({ id, dims }: CacheKey, contents: readonly Uint8Array[]): ContentVector[] {
    if (contents.length === 0) return [];
    const found = this.#attempt((opened) => contents.flatMap((content) => this.#read(opened, id, content)));
    if (this.#used.size >= mostUsed) this.#write();
    return (found ?? []).filter(({ vector }) => vector.length === dims);
  }

  #read({ find, old }: Opened, encoder: string, content: Uint8Array): ContentVector[] {
    const row = find.get(content, encoder);
    const bytes = row?.['vector'];
    if (row === undefined || !(bytes instanceof Uint8Array)) return [];
    if (row['sum'] !== sumOf(encoder, content, bytes)) throw new Error('A sum is wrong.');
    const id = Number(row['id']);
    if (id <= old) this.#used.set(id, { encoder, content });
    return [{ content, vector: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) }];
  }

  /** Keeps vectors for whoever needs them next; where another process is writing, a little later. */
  add(encoder: string, vectors: readonly ContentVector[]): void {
    if (this.#isOff || vectors.length === 0) return;
    this.#pending.push({ encoder, vectors });
    this.#write();
    while (this.#pendingCount() > mostPending) this.#pending.shift();
  }

  #pendingCount(): number {
    return this.#pending.reduce((sum, { vectors }) => sum + vectors.length, 0);
  }

  /** One transaction: room is made, what was used goes to the end, what is new behind it. */
  #write(): void {
    const count = this.#pendingCount();
    if (count + this.#used.size === 0) return;
    const isWritten = this.#attempt((opened) => {
      const { database } = opened;
      database.exec('BEGIN IMMEDIATE');
      for (const { encoder, content } of this.#used.values()) opened.touch.run(content, encoder);
      this.#makeRoom(database, count);
      for (const { encoder, vectors } of this.#pending) insertAll(opened, encoder, vectors);
      database.exec('COMMIT');
      return true;
    });
    if (isWritten !== true) return;
    this.#pending = [];
    this.#used.clear();
  }

  /** Twice as many rows go as come, so that a file that is too large shrinks as it is used. */
  #makeRoom(database: DatabaseSync, rows: number): void {
    if (sizeOf(database).used + rows * rowBytes + clearBytes > this.#limit)
      evict(database, 2 * rows + evictedAtOnce);
  }

  /**
   * Brings the file below its limit and gives back what is free in it, where it was used or is too large. `pause` is called
   * between short steps.
   */
  async tidy(pause: () => Promise<void>): Promise<void> {
    if (this.#opened === null && bytesOf(this.#path) <= this.#limit) return;
    for (;;) {
      const isMore = this.#attempt(({ database }) => {
        const { used, free } = sizeOf(database);
        if (used + clearBytes > this.#limit && used > clearBytes) return evict(database, evictedAtOnce);
        return (used + free > this.#limit || free > used) && giveBack(database);
      });
      if (isMore !== true) return;
      await pause();
    }
  }

  close(): void {
    this.#write();
    this.#opened?.database.close();
    this.#opened = null;
    this.#isOff = true;
  }

  /** Null where it did not work out: another process is writing, or this cache is of no use (any more). */
  #attempt<T>(work: (opened: Opened) => T): T | null {
    if (this.#isOff) return null;
    try {
      this.#opened ??= openCache(this.#path, this.#limit);
      return work(this.#opened);
    } catch (error) {
      this.#giveUp(error);
      return null;
    }
  }

  #giveUp(error: unknown): void {
    this.#used.clear();
    try {
      if (this.#opened?.database.isTransaction === true) this.#opened.database.exec('ROLLBACK');
      if (isBusy(error)) return;
      this.#opened?.database.close();
      this.#opened = null;
      if (this.#isReplaced || isUnwritable(error)) throw error;
      this.#isReplaced = true;
      removeCacheFile(this.#path);
      this.#log('warn', `The shared vectors are damaged and gathered anew: ${String(error)}`);
    } catch (cause) {
      this.#isOff = true;
      this.#log('warn', `Vectors are not shared with other folders for now: ${String(cause)}`);
    }
  }
}

/** Of the file; 0 where it is not there, or does not tell. */
function bytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function openCache(path: string, limit: number): Opened {
  const database = openCacheFile(path);
  const ids = database
    .prepare('SELECT (SELECT min(id) FROM vectors) AS least, (SELECT max(id) FROM vectors) AS most')
    .get();
  const middle = (Number(ids?.['least']) + Number(ids?.['most'])) / 2;
  return {
    database,
    find: database.prepare(
      'SELECT v.id, v.vector, v.sum FROM vectors v JOIN encoders e ON e.id = v.encoder WHERE v.content = ? AND e.name = ?',
    ),
    insert: database.prepare(
      'INSERT OR IGNORE INTO vectors(encoder, content, vector, sum) VALUES ((SELECT id FROM encoders WHERE name = ?), ?, ?, ?)',
    ),
    touch: database.prepare(
      'UPDATE vectors SET id = (SELECT max(id) + 1 FROM vectors) ' +
        'WHERE content = ? AND encoder = (SELECT id FROM encoders WHERE name = ?)',
    ),
    // Reading writes nothing while eviction is far away, and later only for what lies in the older half.
    old: sizeOf(database).used > limit / 2 ? middle : 0,
  };
}

function insertAll({ database, insert }: Opened, encoder: string, vectors: readonly ContentVector[]): void {
  database.prepare('INSERT OR IGNORE INTO encoders(name) VALUES (?)').run(encoder);
  for (const { content, vector } of vectors) {
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    insert.run(encoder, content, bytes, sumOf(encoder, content, bytes));
  }
}

/** False when nothing was left. */
function evict(database: DatabaseSync, rows: number): boolean {
  const last = 'SELECT max(id) FROM (SELECT id FROM vectors ORDER BY id LIMIT ?)';
  return Number(database.prepare(`DELETE FROM vectors WHERE id <= (${last})`).run(rows).changes) > 0;
}

function sumOf(encoder: string, content: Uint8Array, vector: Uint8Array): number {
  return crc32(vector, crc32(content, crc32(encoder)));
}
