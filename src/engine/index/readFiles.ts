import type { Chunker } from '../chunk/chunker.ts';
import { quantize } from '../embed/vectors.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import type { Encoder, Skipped, SourceFile } from '../types.ts';
import { contentKey, prepareChunk } from './content.ts';
import type { SharedVectors } from './fillVectors.ts';
import { knownContents, type KnownPath } from './queries.ts';
import { createPause } from './slices.ts';
import type { ContentVector, FileUpdate, Store } from './store.ts';

export interface ReadingParts {
  readonly root: string;
  readonly limits: ReadLimits;
  readonly chunker: Chunker;
  readonly staticStudent: Encoder;
  readonly store: Store;
  /** Encoders one of whose vectors makes a chunk searchable. */
  readonly encoders: { readonly student: number; readonly staticStudent: number };
  /** Vectors that other folders and branches have, by encoder. */
  readonly shared: { readonly student: SharedVectors; readonly staticStudent: SharedVectors };
  readonly known: ReadonlyMap<string, KnownPath>;
  readonly onFile?: ((path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
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
  /** Shared ones of each encoder. */
  readonly found: { readonly student: ContentVector[]; readonly staticStudent: ContentVector[] };
  chunks: number;
}

/** Chunks after which a batch is committed: about 5 ms of SQLite's time, more where the last file is a long one. */
const chunksPerCommit = 32;
/** Files without chunks cost little, but are not to pile up. */
const filesPerCommit = 64;

/** Chunks whose vectors are looked up and made between two pauses: about 5 ms. */
const chunksAtOnce = 64;

type Prepared = ReturnType<typeof prepareChunk>;

function emptyBatch(): Batch {
  return { updates: [], touched: [], made: [], found: { student: [], staticStudent: [] }, chunks: 0 };
}

/** Reads, cuts and commits files in batches, each searchable by words and by static vectors from its commit on. */
export async function* readFiles(
  parts: ReadingParts,
  files: readonly SourceFile[],
): AsyncGenerator<ReadOutcome, void> {
  const pause = createPause(parts.signal);
  let batch = emptyBatch();
  let done = 0;
  for (const file of files) {
    await pause();
    parts.onFile?.(file.path);
    await readInto(batch, parts, file, pause);
    done++;
    const entries = batch.updates.length + batch.touched.length;
    if (batch.chunks < chunksPerCommit && entries < filesPerCommit && done < files.length) continue;
    yield { ...commit(batch, parts), done };
    batch = emptyBatch();
  }
}

function commit(batch: Batch, { store, encoders, shared }: ReadingParts): Omit<ReadOutcome, 'done'> {
  const { made, found } = batch;
  // Vectors go first: whoever sees the chunks shall see them with vectors.
  if (found.student.length > 0) store.addVectors(encoders.student, found.student);
  const quick = [...found.staticStudent, ...made];
  if (quick.length > 0) store.addVectors(encoders.staticStudent, quick);
  shared.staticStudent.cache.add(shared.staticStudent.key.id, made);
  if (batch.updates.length > 0) store.replaceFiles(batch.updates);
  if (batch.touched.length > 0) store.touchFiles(batch.touched);
  const skipped = batch.updates.flatMap(({ file, skipped: reason }) =>
    reason === null ? [] : [{ path: file.path, reason }],
  );
  return { embedded: made.length, skipped };
}

async function readInto(
  batch: Batch,
  parts: ReadingParts,
  file: SourceFile,
  pause: () => Promise<void>,
): Promise<void> {
  const readAt = Date.now();
  const source = await readSource(parts.root, file.path, parts.limits);
  if (source.type === 'skipped') {
    batch.updates.push({ file, readAt, hash: '', skipped: source.reason, chunks: [] });
    return;
  }
  const before = parts.known.get(file.path);
  const isSameText =
    before?.skipped === null &&
    before.hash === source.hash &&
    before.language === file.language &&
    before.kind === file.kind;
  if (isSameText) {
    batch.touched.push({ file, readAt });
    return;
  }
  const chunks = await parts.chunker.chunk(file, source.text);
  const prepared: Prepared[] = [];
  for (const chunk of chunks) {
    prepared.push(prepareChunk(file.path, chunk));
    await pause();
  }
  batch.updates.push({ file, readAt, hash: source.hash, skipped: null, chunks: prepared });
  batch.chunks += prepared.length;
  await giveVectors(batch, parts, prepared, pause);
}

/**
 * Chunks that have no vector yet get one: the Transformer's where it is shared, else the static student's. Sharing pays
 * for that one too: looking up took a seventh of the time of embedding, and so did keeping (3,424 pieces of code of 844
 * characters).
 */
async function giveVectors(
  batch: Batch,
  parts: ReadingParts,
  prepared: readonly Prepared[],
  pause: () => Promise<void>,
): Promise<void> {
  const { store, shared, encoders, staticStudent } = parts;
  for (let from = 0; from < prepared.length; from += chunksAtOnce) {
    const group = prepared.slice(from, from + chunksAtOnce);
    const contents = group.map(({ content }) => content);
    const known = knownContents(store.database, [encoders.student, encoders.staticStudent], contents);
    const lacking = new Map(
      group.map((chunk) => [contentKey(chunk.content), chunk] as const).filter(([key]) => !known.has(key)),
    );
    for (const kind of ['student', 'staticStudent'] as const) {
      const { cache, key } = shared[kind];
      const found = cache.find(
        key,
        [...lacking.values()].map(({ content }) => content),
      );
      batch.found[kind].push(...found);
      for (const { content } of found) lacking.delete(contentKey(content));
    }
    const wanted = [...lacking.values()];
    const vectors = await staticStudent.embed(
      wanted.map(({ embedded }) => embedded),
      'passage',
    );
    wanted.forEach(({ content }, at) => {
      const vector = vectors[at];
      if (vector !== undefined) batch.made.push({ content, vector: quantize(vector) });
    });
    await pause();
  }
}
