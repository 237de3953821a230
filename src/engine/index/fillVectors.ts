import { embeddedText } from '../chunk/embeddedText.ts';
import { splitLines } from '../discover/lines.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import { quantize } from '../embed/vectors.ts';
import type { Encoder } from '../types.ts';
import { contentHash, contentKey } from './content.ts';
import { waitingChunks, waitingFiles, type WaitingFile } from './queries.ts';
import { createPause } from './slices.ts';
import type { ContentVector, Store } from './store.ts';

export interface FillingParts {
  readonly root: string;
  readonly limits: ReadLimits;
  readonly store: Store;
  readonly encoder: Encoder;
  /** The encoder's number in the store. */
  readonly number: number;
  /** A chunk waits while it has a vector of none of these. */
  readonly sufficient: readonly number[];
  /** A file is not as the index knows it any more. */
  readonly onStale: (path: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface FillOutcome {
  readonly done: number;
  readonly total: number;
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
  const files = byLikelihood(waitingFiles(parts.store.database, parts.sufficient));
  const total = files.reduce((sum, { waiting }) => sum + waiting, 0);
  if (total === 0) return;
  yield { done: 0, total };
  const pause = createPause(parts.signal);
  const seen = new Set<string>();
  let group: WaitingText[] = [];
  let made: ContentVector[] = [];
  let done = 0;
  let lastCommit = performance.now();
  const embedGroup = async (): Promise<void> => {
    made.push(...(await embedAll(parts.encoder, group)));
    group = [];
    await pause();
  };
  for (const file of files) {
    for (const waiting of await textsOf(parts, file.path)) {
      const key = contentKey(waiting.content);
      if (seen.has(key)) continue;
      seen.add(key);
      group.push(waiting);
      if (group.length < parts.encoder.batchSize) continue;
      await embedGroup();
      if (made.length < vectorsPerCommit && performance.now() - lastCommit < commitEvery) continue;
      parts.store.addVectors(parts.number, made);
      done += made.length;
      made = [];
      lastCommit = performance.now();
      yield { done, total };
    }
    await pause();
  }
  if (group.length > 0) await embedGroup();
  if (made.length > 0) parts.store.addVectors(parts.number, made);
  yield { done: done + made.length, total };
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
async function textsOf(parts: FillingParts, path: string): Promise<WaitingText[]> {
  const chunks = waitingChunks(parts.store.database, parts.sufficient, path);
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

const unlikely =
  /(?:^|[/._-])(?:tests?|specs?|fixtures?|vendor|third_party|examples?|mocks?|snapshots?)(?:[/._-]|$)/i;

/** Code and documents that people look for come before tests and the like, small files before large ones. */
function byLikelihood(files: readonly WaitingFile[]): WaitingFile[] {
  return files
    .map((file) => ({ file, late: unlikely.test(file.path) ? 1 : 0 }))
    .sort((a, b) => a.late - b.late || a.file.size - b.file.size || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}
