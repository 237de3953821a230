import type { DatabaseSync } from 'node:sqlite';
import type { Chunk, SourceFile } from '../types.ts';
import { contentKey } from './content.ts';
import { keepMeta, readMeta, writeMeta } from './meta.ts';
import { prepareStatements, storedNames, type Statements } from './statements.ts';
import type { ChunkWords } from './terms.ts';
import { inTransaction } from './transaction.ts';
import { WordWriter, type NewChunk } from './words/wordWriter.ts';

/** A chunk with what the index needs beside it. */
export interface PreparedChunk {
  readonly chunk: Chunk;
  /** 12 bytes: hash of the embedded text. */
  readonly content: Uint8Array;
  /** 4 bytes: hash of the chunk's lines. */
  readonly lines: Uint8Array;
  /** Of its path, names and lines. */
  readonly words: ChunkWords;
  /** Of the embedded text, see tokens.ts. */
  readonly tokens: Uint8Array;
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

/** Vectors of one encoder. */
export interface EncoderVectors {
  /** Its number. */
  readonly encoder: number;
  readonly vectors: readonly ContentVector[];
}

interface FileRow {
  readonly id: number;
  /** Null where the file has no chunks. */
  readonly firstChunk: number | null;
  readonly lastChunk: number | null;
}

/** Called between short steps, so that queries get their turn. */
type Pause = () => Promise<void>;

/** Rows that are looked at or dropped at once: about 5 ms. */
const rowsAtOnce = 1_024;
/** Notes of changed chunks that are kept: a reader that lags behind by more loads everything anew. */
const mostChanged = 16_384;

/**
 * The writing side of the index; the caller holds the writer's lock. Every method is one transaction, so that a crash
 * leaves the last one. Throws SQLite's errors.
 */
export class Store {
  readonly database: DatabaseSync;
  readonly #statements: Statements;
  readonly #words: WordWriter;
  #preferred: number | null = null;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.#statements = prepareStatements(database);
    this.#words = new WordWriter(database);
  }

  /** Vectors of this encoder are never replaced, except where it is told so anew; those of others give way to them. */
  prefer(encoder: number): void {
    this.#preferred = encoder;
  }

  /** Puts files in place of what was known of their paths, with the vectors that come along. */
  replaceFiles(updates: readonly FileUpdate[], vectors: readonly EncoderVectors[] = []): void {
    this.#transaction(() => {
      const made = new Set<number>();
      const chunks = updates.flatMap((update) => {
        this.#removeFile(update.file.path);
        return this.#insertFile(update, made);
      });
      for (const each of vectors) this.#putVectors(each, made);
      this.#words.add(chunks);
    });
  }

  removeFiles(paths: readonly string[]): void {
    this.#transaction(() => {
      for (const path of paths) this.#removeFile(path);
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

  /** A vector that is there already stays, unless it is another encoder's and not of the preferred one. */
  addVectors(encoder: number, vectors: readonly ContentVector[]): void {
    this.#transaction(() => this.#putVectors({ encoder, vectors }, new Set()));
  }

  /** `made`: contents that only new chunks have, which nobody has seen yet. */
  #putVectors({ encoder, vectors }: EncoderVectors, made: Set<number>): void {
    for (const { content, vector } of vectors) {
      const id = this.#contentNumber(content, null, made);
      const present = this.#statements.vectorOf.get(id)?.['encoder'];
      if (present === encoder || (present !== undefined && present === this.#preferred)) continue;
      this.#statements.putVector.run(
        id,
        encoder,
        new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
      );
      if (!made.has(id)) this.#statements.noteContent.run(id);
    }
  }

  /** Of what is new, the number is added to `made`. */
  #contentNumber(hash: Uint8Array, tokens: Uint8Array | null, made: Set<number>): number {
    const known = this.#statements.contentId.get(hash)?.['id'];
    if (typeof known === 'number') {
      if (tokens !== null && !made.has(known)) this.#statements.keepTokens.run(tokens, known);
      return known;
    }
    const id = Number(this.#statements.insertContent.run(hash, tokens).lastInsertRowid);
    made.add(id);
    return id;
  }

  /** Of `contents`, as hex, those that have a vector of one of the encoders. */
  knownContents(encoders: readonly number[], contents: readonly Uint8Array[]): Set<string> {
    const isKnown = (content: Uint8Array): boolean => {
      const encoder = this.#statements.knownVector.get(content)?.['encoder'];
      return typeof encoder === 'number' && encoders.includes(encoder);
    };
    return new Set(contents.filter(isKnown).map(contentKey));
  }

  /**
   * Whose tokens the index is to keep: where it has another static student's, they are dropped and every file is to be
   * read again. `pause` is called between short steps.
   */
  async keepTokensOf(staticId: string, pause: Pause): Promise<void> {
    if (readMeta(this.database, 'tokensOf') === staticId) return;
    writeMeta(this.database, 'tokensOf', '');
    const last = Number(this.#statements.lastContent.get()?.['id'] ?? 0);
    for (let from = 0; from < last; from += rowsAtOnce) {
      this.#transaction(() => this.#statements.dropTokens.run(from, from + rowsAtOnce));
      await pause();
    }
    this.#transaction(() => {
      this.#statements.forgetTimes.run();
      writeMeta(this.database, 'tokensOf', staticId);
    });
  }

  /** The number that stands for an encoder's id in this database. */
  encoderNumber(name: string): number {
    const known = this.#statements.encoder.get(name)?.['id'];
    return Number(known ?? this.#statements.insertEncoder.run(name).lastInsertRowid);
  }

  /** Forgets the vectors of all other encoders. `pause` is called between short steps. */
  async keepEncoders(encoders: readonly number[], pause: Pause): Promise<void> {
    const last = Number(this.#statements.lastContent.get()?.['id'] ?? 0);
    for (const row of this.#statements.foreignEncoders.all(JSON.stringify(encoders))) {
      const encoder = Number(row['id']);
      for (let from = 0; from < last; from += rowsAtOnce) {
        this.#transaction(() => this.#statements.dropVectorsOf.run(encoder, from, from + rowsAtOnce));
        await pause();
      }
      this.#transaction(() => this.#statements.dropEncoder.run(encoder));
    }
  }

  /**
   * Forgets the oldest contents that no chunk refers to beyond `maxOrphans`, or beyond the number of chunks where that is
   * more. `pause` is called between short steps.
   */
  async prune(maxOrphans: number, pause: Pause): Promise<void> {
    // Of an empty folder there is nothing else to commit.
    this.#transaction(() => undefined);
    if (readMeta(this.database, 'orphans') !== 1) return;
    const contents = this.#statements.countContents.get();
    const chunks = Number(this.#statements.countChunks.get()?.['count']);
    let left = Math.max(maxOrphans, chunks);
    // There are no more orphans than contents: mostly that tells enough.
    const isEnough = Number(contents?.['count']) <= left;
    for (let last = isEnough ? 0 : Number(contents?.['last']); last > 0; last -= rowsAtOnce) {
      const orphans = this.#statements.orphans.all(last - rowsAtOnce, last).map((row) => Number(row['id']));
      const dropped = orphans.slice(left);
      left = Math.max(0, left - orphans.length);
      if (dropped.length > 0) this.#transaction(() => this.#dropContents(dropped));
      await pause();
    }
    keepMeta(this.database, 'orphans', 0);
  }

  #dropContents(ids: readonly number[]): void {
    for (const id of ids) {
      this.#statements.dropVector.run(id);
      this.#statements.dropContent.run(id);
    }
  }

  /** Merges the words of what was added and drops those of what was removed. `pause` is called between short steps. */
  tidyWords(pause: Pause): Promise<void> {
    return this.#words.tidy(pause);
  }

  #removeFile(path: string): void {
    const row = this.#statements.fileByPath.get(path);
    if (row === undefined) return;
    const { id, firstChunk, lastChunk } = row as unknown as FileRow;
    if (firstChunk !== null && lastChunk !== null) {
      keepMeta(this.database, 'orphans', 1);
      this.#statements.noteFile.run(firstChunk, lastChunk);
      this.#words.drop(firstChunk, lastChunk);
      this.#statements.dropChunks.run(firstChunk, lastChunk);
    }
    this.#statements.dropFile.run(id);
  }

  #insertFile({ file, ...update }: FileUpdate, made: Set<number>): NewChunk[] {
    const { lastInsertRowid } = this.#statements.insertFile.run(
      file.path,
      file.size,
      file.mtimeMs,
      update.readAt,
      update.hash,
      file.language,
      file.kind,
      update.skipped,
    );
    const id = Number(lastInsertRowid);
    const chunks = update.chunks.map((chunk) => this.#insertChunk(id, chunk, made));
    const [first, last] = [chunks[0], chunks.at(-1)];
    if (first !== undefined && last !== undefined) this.#statements.placeChunks.run(first.id, last.id, id);
    return chunks;
  }

  #insertChunk(
    file: number,
    { chunk, words, content, tokens, lines }: PreparedChunk,
    made: Set<number>,
  ): NewChunk {
    const { lastInsertRowid } = this.#statements.insertChunk.run(
      file,
      chunk.startLine,
      chunk.endLine,
      this.#sortNumber(chunk),
      chunk.symbol,
      storedNames(chunk.trail),
      storedNames(chunk.alsoDeclares),
      storedNames(chunk.reexports),
      chunk.isPart === true ? 1 : 0,
      this.#contentNumber(content, tokens, made),
      lines,
    );
    return { id: Number(lastInsertRowid), kind: chunk.kind, words };
  }

  #sortNumber({ kind, language }: Chunk): number {
    const known = this.#statements.sort.get(kind, language)?.['id'];
    return Number(known ?? this.#statements.insertSort.run(kind, language).lastInsertRowid);
  }

  /** Rows that this connection has changed so far. */
  #changes(): number {
    return Number(this.#statements.changes.get()?.['changes']);
  }

  #transaction(work: () => void): void {
    inTransaction(this.database, () => {
      const revision = Number(readMeta(this.database, 'revision') ?? 0) + 1;
      const before = this.#changes();
      work();
      // What changed nothing leaves no trace, so that the time of the last change stays true; the first always counts.
      if (this.#changes() !== before || revision === 1) {
        keepMeta(this.database, 'running', 1);
        this.#statements.trimChanged.run(mostChanged);
        writeMeta(this.database, 'revision', revision);
        writeMeta(this.database, 'lastCommit', new Date().toISOString());
      }
    });
  }
}
