import type { Chunker } from '../chunk/chunker.ts';
import { quantize } from '../embed/vectors.ts';
import type { ReadLimits } from '../discover/readSource.ts';
import type { Log, Skipped, SourceFile, StaticEncoder } from '../types.ts';
import { contentKey } from './content.ts';
import type { SharedVectors } from './fillVectors.ts';
import { readBefore } from './knownFiles.ts';
import { LogCopying } from './log.ts';
import { readFile, type FileContents, type ReadChunk } from './readFile.ts';
import type { ReadingPool } from './readingPool.ts';
import { createPause, giveWay, type PauseParts } from './slices.ts';
import type { ContentVector, FileUpdate, Store } from './store.ts';

export interface ReadingParts extends PauseParts {
  readonly root: string;
  readonly limits: ReadLimits;
  readonly chunker: () => Promise<Chunker>;
  /** Threads that read in place of this one, where there is enough to read; null: there are none. */
  readonly pool: ReadingPool | null;
  readonly staticStudent: StaticEncoder;
  readonly store: Store;
  /** Encoders one of whose vectors makes a chunk searchable. */
  readonly encoders: { readonly student: number; readonly staticStudent: number };
  /** The Transformer's vectors that other folders and branches have. */
  readonly shared: SharedVectors;
  readonly onFile?: ((path: string) => void) | undefined;
  readonly log: Log;
}

export interface ReadOutcome {
  readonly done: number;
  /** Static vectors that were made. */
  readonly embedded: number;
  readonly skipped: readonly Skipped[];
}

interface Batch {
  readonly updates: FileUpdate[];
  readonly touched: { readonly file: SourceFile; readonly readAt: number }[];
  /** Of the static student, made now. */
  readonly made: ContentVector[];
  /** The Transformer's that were shared. */
  readonly found: ContentVector[];
  chunks: number;
}

/** Chunks after which a batch is committed: about 5 ms of SQLite's time, more where the last file is a long one. */
const chunksPerCommit = 64;
/** Files without chunks cost little, but are not to pile up. */
const filesPerCommit = 64;

/** Chunks whose vectors are looked up and made between two pauses: about 5 ms. */
const chunksAtOnce = 64;

function emptyBatch(): Batch {
  return { updates: [], touched: [], made: [], found: [], chunks: 0 };
}

interface ReadResult {
  readonly file: SourceFile;
  readonly contents: FileContents;
}

/** Reads, cuts and commits files in batches, each searchable by words and by static vectors from its commit on. */
export async function* readFiles(
  parts: ReadingParts,
  files: readonly SourceFile[],
): AsyncGenerator<ReadOutcome, void> {
  const pause = createPause(parts);
  const copying = new LogCopying(parts.store.database);
  let batch = emptyBatch();
  let done = 0;
  try {
    for await (const { file, contents } of contentsOf(parts, files, pause)) {
      await pause();
      await addTo(batch, parts, { file, contents }, pause);
      done++;
      const entries = batch.updates.length + batch.touched.length;
      if (batch.chunks < chunksPerCommit && entries < filesPerCommit && done < files.length) continue;
      const outcome = commit(batch, parts);
      await copying.committed(() => giveWay(parts));
      await parts.store.tidyWords(pause);
      yield { ...outcome, done };
      batch = emptyBatch();
    }
  } finally {
    copying.end();
  }
}

/** In the order of the files, some ahead of their turn where threads read them. */
async function* contentsOf(
  parts: ReadingParts,
  files: readonly SourceFile[],
  pause: () => Promise<void>,
): AsyncGenerator<ReadResult, void> {
  const ahead: Promise<FileContents>[] = [];
  const { pool } = parts;
  let next = 0;
  for (const file of files) {
    while (pool !== null && next < files.length && ahead.length < pool.ahead) {
      const later = files[next++];
      if (later === undefined) continue;
      const reading = readByThread(pool, parts, later);
      // Whoever waits for it hears of a failure; when the run is stopped, nobody does.
      reading.catch(() => undefined);
      ahead.push(reading);
    }
    // Where threads read, some files behind this one are under way as well.
    parts.onFile?.(file.path);
    const early = ahead.shift();
    const contents = await (early ?? readNow(parts, file, pause));
    yield { file, contents };
  }
}

/** Where a thread has died the file is read by this one, and so are the others that it had. */
async function readByThread(pool: ReadingPool, parts: ReadingParts, file: SourceFile): Promise<FileContents> {
  const before = readBefore(parts.store.database, file.path);
  try {
    return await pool.read(file, before);
  } catch (error) {
    // The run ends, and the threads with it.
    if (parts.signal?.aborted === true) throw error;
    parts.log('warn', `A file is read by the main thread: ${String(error)}`);
    return readNow(parts, file, createPause(parts));
  }
}

function readNow(parts: ReadingParts, file: SourceFile, pause: () => Promise<void>): Promise<FileContents> {
  const tokenize = (text: string): Int32Array => parts.staticStudent.tokenize(text);
  return readFile({ ...parts, tokenize }, file, readBefore(parts.store.database, file.path), pause);
}

function commit(batch: Batch, { store, encoders }: ReadingParts): Omit<ReadOutcome, 'done'> {
  const { made, found } = batch;
  // Vectors come along: whoever sees the chunks shall see them with vectors.
  const vectors = [
    { encoder: encoders.student, vectors: found },
    { encoder: encoders.staticStudent, vectors: made },
  ];
  if (batch.updates.length > 0) store.replaceFiles(batch.updates, vectors);
  if (batch.touched.length > 0) store.touchFiles(batch.touched);
  const skipped = batch.updates.flatMap(({ file, skipped: reason }) =>
    reason === null ? [] : [{ path: file.path, reason }],
  );
  return { embedded: made.length, skipped };
}

async function addTo(
  batch: Batch,
  parts: ReadingParts,
  { file, contents }: ReadResult,
  pause: () => Promise<void>,
): Promise<void> {
  const { readAt } = contents;
  switch (contents.type) {
    case 'skipped':
      batch.updates.push({ file, readAt, hash: '', skipped: contents.reason, chunks: [] });
      return;
    case 'same':
      batch.touched.push({ file, readAt });
      return;
    case 'chunks': {
      const { hash, chunks } = contents;
      batch.updates.push({ file, readAt, hash, skipped: null, chunks });
      batch.chunks += chunks.length;
      await giveVectors(batch, parts, chunks, pause);
    }
  }
}

/**
 * Chunks that have no vector yet get one: the Transformer's where it is shared, else the static student's. That one is
 * not shared: to look one up and to keep one took half of the time of all indexing, to make one takes 35 µs.
 */
async function giveVectors(
  batch: Batch,
  parts: ReadingParts,
  chunks: readonly ReadChunk[],
  pause: () => Promise<void>,
): Promise<void> {
  const { store, shared, encoders } = parts;
  for (let from = 0; from < chunks.length; from += chunksAtOnce) {
    const group = chunks.slice(from, from + chunksAtOnce);
    const contents = group.map(({ content }) => content);
    const known = store.knownContents([encoders.student, encoders.staticStudent], contents);
    const lacking = new Map(
      group.map((chunk) => [contentKey(chunk.content), chunk] as const).filter(([key]) => !known.has(key)),
    );
    const found = shared.cache.find(
      shared.key,
      [...lacking.values()].map(({ content }) => content),
    );
    batch.found.push(...found);
    for (const { content } of found) lacking.delete(contentKey(content));
    batch.made.push(...[...lacking.values()].map((chunk) => madeNow(parts.staticStudent, chunk)));
    await pause();
  }
}

function madeNow(encoder: StaticEncoder, { content, vector, pieces }: ReadChunk): ContentVector {
  return { content, vector: vector ?? quantize(encoder.vectorOf(pieces ?? new Int32Array())) };
}
