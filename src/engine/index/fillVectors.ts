import { embeddedText } from '../chunk/embeddedText.ts';
import { splitLines } from '../discover/lines.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import { quantize } from '../embed/vectors.ts';
import type { Encoder } from '../types.ts';
import { contentHash, contentKey } from './content.ts';
import type { LastLook } from './looking.ts';
import { waitingChunks, waitingFiles, type WaitingChunk, type WaitingFile } from './queries.ts';
import { isUnlikely } from './readingOrder.ts';
import { createPause, type PauseParts } from './slices.ts';
import type { ContentVector, Store } from './store.ts';
import type { CacheKey, VectorCache } from './vectorCache.ts';

export interface FillingParts extends PauseParts {
  readonly root: string;
  readonly limits: ReadLimits;
  readonly store: Store;
  readonly lastLook: LastLook;
  /** Loaded where something waits for it that nobody has embedded yet. */
  readonly encoder: () => Promise<Encoder>;
  /** The encoder's number in the store. */
  readonly number: number;
  /** A chunk waits while it has a vector of none of these. */
  readonly sufficient: readonly number[];
  /** What other folders and branches have embedded; null where it is not shared. */
  readonly shared: SharedVectors | null;
  /** A file is not as the index knows it any more. */
  readonly onStale: (path: string) => void;
  readonly onFile?: ((path: string) => void) | undefined;
}

/** The shared vectors of one encoder. */
export interface SharedVectors {
  readonly cache: VectorCache;
  readonly key: CacheKey;
}

export interface FillOutcome {
  readonly done: number;
  readonly total: number;
  /** Of `done`, those that were embedded now. */
  readonly embedded: number;
}

/** Milliseconds of encoding that one commit holds: what a crash would cost. */
const commitEvery = 500;
/** Vectors in one commit at the most, so that it takes about 10 ms. */
const vectorsPerCommit = 128;

interface WaitingText {
  readonly content: Uint8Array;
  readonly text: string;
}

/** Gives every chunk that waits for one a vector of `encoder`, likely files first. Yields after each commit. */
export async function* fillVectors(parts: FillingParts): AsyncGenerator<FillOutcome, void> {
  const pause = createPause(parts);
  const { database } = parts.store;
  const work = `vectors of ${parts.sufficient.join(' or ')}`;
  if (parts.lastLook.isDone(database, work)) return;
  const files = byLikelihood(await waitingFiles(database, parts.sufficient, pause));
  const total = files.reduce((sum, { waiting }) => sum + waiting, 0);
  if (total === 0) {
    parts.lastLook.noteDone(database, work);
    return;
  }
  yield { done: 0, total, embedded: 0 };
  const batch = new FillBatch(parts);
  const seen = new Set<string>();
  for (const file of files) {
    const waiting = waitingChunks(database, parts.sufficient, file.path).filter(
      ({ content }) => !seen.has(contentKey(content)),
    );
    for (const { content } of waiting) seen.add(contentKey(content));
    const rest = batch.takeShared(waiting);
    if (batch.isDue()) yield { ...batch.commit(), total };
    if (rest.length > 0) parts.onFile?.(file.path);
    for (const text of await textsOf(parts, file.path, rest)) {
      if (await batch.embed(text)) await pause();
      if (batch.isDue()) yield { ...batch.commit(), total };
    }
    await pause();
  }
  await batch.embedRest();
  yield { ...batch.commit(), total };
}

/** Vectors on their way into the store. */
class FillBatch {
  readonly #parts: FillingParts;
  #group: WaitingText[] = [];
  #made: ContentVector[] = [];
  #found: ContentVector[] = [];
  #done = 0;
  #embedded = 0;
  #lastCommit = performance.now();

  constructor(parts: FillingParts) {
    this.#parts = parts;
  }

  /** Returns the chunks whose vectors nobody shares. */
  takeShared(chunks: readonly WaitingChunk[]): readonly WaitingChunk[] {
    const { shared } = this.#parts;
    if (shared === null) return chunks;
    const found = shared.cache.find(
      shared.key,
      chunks.map(({ content }) => content),
    );
    if (found.length === 0) return chunks;
    this.#found.push(...found);
    const keys = new Set(found.map(({ content }) => contentKey(content)));
    return chunks.filter(({ content }) => !keys.has(contentKey(content)));
  }

  /** True when something was embedded: a group is gathered first where the encoder takes several at once. */
  async embed(text: WaitingText): Promise<boolean> {
    this.#group.push(text);
    const encoder = await this.#parts.encoder();
    if (this.#group.length < encoder.batchSize) return false;
    await this.embedRest();
    return true;
  }

  async embedRest(): Promise<void> {
    if (this.#group.length === 0) return;
    const group = this.#group;
    this.#group = [];
    this.#made.push(...(await embedAll(await this.#parts.encoder(), group)));
  }

  isDue(): boolean {
    const count = this.#made.length + this.#found.length;
    return count >= vectorsPerCommit || (count > 0 && performance.now() - this.#lastCommit >= commitEvery);
  }

  commit(): Omit<FillOutcome, 'total'> {
    const { store, number, shared } = this.#parts;
    const vectors = [...this.#found, ...this.#made];
    for (let from = 0; from < vectors.length; from += vectorsPerCommit) {
      store.addVectors(number, vectors.slice(from, from + vectorsPerCommit));
    }
    shared?.cache.add(shared.key.id, this.#made);
    this.#done += vectors.length;
    this.#embedded += this.#made.length;
    this.#made = [];
    this.#found = [];
    this.#lastCommit = performance.now();
    return { done: this.#done, embedded: this.#embedded };
  }
}

async function embedAll(encoder: Encoder, texts: readonly WaitingText[]): Promise<ContentVector[]> {
  const vectors = await encoder.embed(
    texts.map(({ text }) => text),
    'passage',
  );
  return texts.flatMap(({ content }, at) => {
    const vector = vectors[at];
    return vector === undefined ? [] : [{ content, vector: quantize(vector) }];
  });
}

/** The index keeps no text: it is read from the file again, where that is still as it was. */
async function textsOf(
  parts: FillingParts,
  path: string,
  chunks: readonly WaitingChunk[],
): Promise<WaitingText[]> {
  if (chunks.length === 0) return [];
  const source = await readSource(parts.root, path, parts.limits);
  if (source.type === 'skipped') {
    parts.onStale(path);
    return [];
  }
  const lines = splitLines(source.text);
  const texts = chunks.map((chunk) => {
    const text = lines.slice(chunk.startLine - 1, chunk.endLine).join('\n');
    return { content: chunk.content, text: embeddedText(path, { ...chunk, text }) };
  });
  const sound = texts.filter(({ content, text }) => contentKey(contentHash(text)) === contentKey(content));
  if (sound.length < texts.length) parts.onStale(path);
  return sound;
}

/** Code and documents that people look for come before tests and the like, small files before large ones. */
function byLikelihood(files: readonly WaitingFile[]): WaitingFile[] {
  return files
    .map((file) => ({ file, late: isUnlikely(file.path) ? 1 : 0 }))
    .sort((a, b) => a.late - b.late || a.file.size - b.file.size || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}
