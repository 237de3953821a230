import type { DatabaseSync } from 'node:sqlite';
import type { Chunk, SourceFile } from '../types.ts';
import { readMeta, writeMeta } from './meta.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { indexText } from './terms.ts';

/** A chunk with what the index needs beside it. */
export interface PreparedChunk {
  readonly chunk: Chunk;
  /** 16 bytes: hash of the embedded text. */
  readonly content: Uint8Array;
  /** 8 bytes: hash of the chunk's lines. */
  readonly lines: Uint8Array;
  /** Words of its names, for the full-text index. */
  readonly names: string;
  /** Words of its lines, likewise. */
  readonly body: string;
}

export interface FileUpdate {
  readonly file: SourceFile;
  /** Milliseconds since 1970 just before the file was read. */
  readonly readAt: number;
  /** Of the file's bytes; '' where it was skipped. */
  readonly hash: string;
  /** Why the file has no chunks, or null. */
  readonly skipped: string | null;
  readonly chunks: readonly PreparedChunk[];
}

export interface ContentVector {
  readonly content: Uint8Array;
  readonly vector: Int8Array;
}

/** Rows that ever were a row that is, and rows on top, from which terms are worn: the rarity of a word is then off by ln 4. */
const wornFactor = 4;
const wornFrom = 5_000;

/** SQLite's variable-length integer: seven bits a byte, the highest first, the top bit of a byte telling that more follow. */
function firstVarint(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return value;
}

/**
 * The writing side of the index; the caller holds the writer's lock. Every method is one transaction, so that a crash
 * leaves the last one. Throws SQLite's errors.
 */
export class Store {
  readonly database: DatabaseSync;
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.#statements = prepareStatements(database);
  }

  /** Puts files in place of what was known of their paths. */
  replaceFiles(updates: readonly FileUpdate[]): void {
    this.#transaction((revision) => {
      for (const update of updates) {
        this.#removeFile(update.file.path, revision);
        this.#insertFile(update, revision);
      }
    });
  }

  removeFiles(paths: readonly string[]): void {
    this.#transaction((revision) => {
      for (const path of paths) this.#removeFile(path, revision);
    });
  }

  /** The file's bytes are as they were: only its time is new. */
  touchFiles(files: readonly { readonly file: SourceFile; readonly readAt: number }[]): void {
    this.#transaction(() => {
      for (const { file, readAt } of files) {
        this.#statements.touchFile.run(file.size, file.mtimeMs, readAt, file.path);
      }
    });
  }

  /** A vector that is there already stays: the same text always gives the same one. */
  addVectors(encoder: number, vectors: readonly ContentVector[]): void {
    this.#transaction((revision) => {
      for (const { content, vector } of vectors) {
        const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
        this.#statements.insertVector.run(content, encoder, bytes);
        this.#statements.reviseContent.run(revision, content);
      }
    });
  }

  /** The number that stands for an encoder's id in this database. */
  encoderNumber(name: string): number {
    this.#statements.insertEncoder.run(name);
    return Number(this.#statements.encoder.get(name)?.['id']);
  }

  /**
   * Forgets what is no longer of use: vectors of other encoders, the oldest vectors that no chunk refers to beyond
   * `maxOrphans`, and the oldest notes of removed chunks beyond `maxRemoved`.
   */
  prune(encoders: readonly number[], maxOrphans: number, maxRemoved: number): void {
    const numbers = JSON.stringify(encoders);
    this.#transaction(() => {
      this.#statements.dropForeignVectors.run(numbers);
      this.#statements.dropForeignEncoders.run(numbers);
      this.#statements.dropOrphans.run(maxOrphans);
      const floor = this.#statements.removedFloor.get(maxRemoved)?.['revision'];
      if (typeof floor !== 'number') return;
      this.#statements.dropRemoved.run(floor);
      writeMeta(this.database, 'removedFloor', floor);
    });
  }

  /**
   * Whether so many chunks have come and gone that the full-text index's idea of how rare words are has worn off: FTS5
   * without contents never takes a removed row out of its totals.
   */
  areTermsWorn(): boolean {
    const { documents, chunks } = this.#statements.termTotals.get() ?? {};
    const ever = documents instanceof Uint8Array ? firstVarint(documents) : 0;
    return ever > wornFactor * Number(chunks) + wornFrom;
  }

  /** Empties the full-text index; every file counts as unread until it has been read again. */
  renewTerms(): void {
    this.#transaction(() => {
      this.#statements.clearTerms.run();
      this.#statements.unreadFiles.run();
    });
  }

  #removeFile(path: string, revision: number): void {
    const row = this.#statements.fileByPath.get(path);
    if (row === undefined) return;
    const file = Number(row['id']);
    this.#statements.noteRemoved.run(revision, file);
    this.#statements.dropTerms.run(file);
    this.#statements.dropChunks.run(file);
    this.#statements.dropFile.run(file);
  }

  #insertFile(update: FileUpdate, revision: number): void {
    const { file } = update;
    const inserted = this.#statements.insertFile.run(
      file.path,
      file.size,
      file.mtimeMs,
      update.readAt,
      update.hash,
      file.language,
      file.kind,
      update.skipped,
    );
    const path = indexText(file.path);
    for (const prepared of update.chunks) {
      const { chunk } = prepared;
      const { lastInsertRowid } = this.#statements.insertChunk.run(
        inserted.lastInsertRowid,
        chunk.startLine,
        chunk.endLine,
        chunk.kind,
        chunk.language,
        chunk.symbol,
        JSON.stringify(chunk.trail),
        prepared.content,
        prepared.lines,
        revision,
      );
      this.#statements.insertTerms.run(lastInsertRowid, path, prepared.names, prepared.body);
    }
  }

  /** Rows that this connection has changed so far. */
  #changes(): number {
    return Number(this.#statements.changes.get()?.['changes']);
  }

  #transaction(work: (revision: number) => void): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const revision = Number(readMeta(this.database, 'revision') ?? 0) + 1;
      const before = this.#changes();
      work(revision);
      // What changed nothing leaves no trace, so that the time of the last change stays true; the first always counts.
      if (this.#changes() !== before || revision === 1) {
        writeMeta(this.database, 'revision', revision);
        writeMeta(this.database, 'lastCommit', new Date().toISOString());
      }
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }
}
