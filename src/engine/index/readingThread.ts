/**
 * Entry of a thread that reads files for an index: it reads, cuts, prepares and embeds with the static student, so that
 * the thread that answers queries does nothing but commit. Only JavaScript and WebAssembly run here: native code does not
 * survive in every host's threads.
 */
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createChunker } from '../chunk/chunker.ts';
import type { ReadLimits } from '../discover/readSource.ts';
import { openStaticStudent } from '../embed/staticStudent.ts';
import { quantize } from '../embed/vectors.ts';
import { createOnce } from '../once.ts';
import type { Assets, SourceFile, StaticTable } from '../types.ts';
import { readFile, type FileContents, type ReadBefore, type ReadChunk } from './readFile.ts';

export interface ThreadData {
  readonly root: string;
  readonly limits: ReadLimits;
  readonly assets: Pick<Assets, 'models' | 'grammars'>;
  /** The static student's; null: each thread reads it. */
  readonly table: StaticTable | null;
}

export interface ThreadRequest {
  readonly file: SourceFile;
  readonly before: ReadBefore | null;
}

/** The first message has the id of the static student, every other one answers a request, in their order. */
export type ThreadAnswer =
  | { readonly type: 'ready'; readonly staticId: string }
  | { readonly type: 'read'; readonly contents: FileContents };

const nobodyWaits = (): Promise<void> => Promise.resolve();

/** How much lower than the thread that answers. */
const lower = 5;

/** To the thread that answers. On Linux priorities are of threads; elsewhere this would be the whole process's. */
function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + lower));
  } catch {
    // Some containers forbid it; then it runs as everything does.
  }
}

async function start(port: NonNullable<typeof parentPort>, data: ThreadData): Promise<void> {
  const { root, limits, assets, table } = data;
  giveWay();
  const { encoder, tokenizer } = await openStaticStudent(assets.models, table);
  const chunker = createOnce(() =>
    createChunker({
      grammars: assets.grammars,
      countTokens: (line) => tokenizer.countTokens(line),
    }),
  );
  const tokenize = (text: string): Int32Array => encoder.tokenize(text);
  // The texts stay here: what is copied to the other thread costs both of them time.
  const withVector = (chunk: ReadChunk): ReadChunk => ({
    ...chunk,
    chunk: { ...chunk.chunk, text: '' },
    pieces: null,
    vector: chunk.pieces === null ? null : quantize(encoder.vectorOf(chunk.pieces)),
  });
  const answer = async ({ file, before }: ThreadRequest): Promise<void> => {
    const contents = await readFile({ root, limits, chunker, tokenize }, file, before, nobodyWaits);
    const whole =
      contents.type === 'chunks' ? { ...contents, chunks: contents.chunks.map(withVector) } : contents;
    port.postMessage({ type: 'read', contents: whole } satisfies ThreadAnswer);
  };
  let last = Promise.resolve();
  port.on('message', (request: ThreadRequest) => {
    last = last.then(() => answer(request));
  });
  port.postMessage({ type: 'ready', staticId: encoder.id } satisfies ThreadAnswer);
}

if (parentPort !== null) void start(parentPort, workerData as ThreadData);
