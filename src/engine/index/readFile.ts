import type { Chunker } from '../chunk/chunker.ts';
import { notebookReason } from '../chunk/notebook.ts';
import { splitLines } from '../discover/lines.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import type { SourceFile, StaticEncoder } from '../types.ts';
import { prepareChunk } from './content.ts';
import type { PreparedChunk } from './store.ts';

export interface FileParts {
  readonly root: string;
  readonly limits: ReadLimits;
  readonly chunker: () => Promise<Chunker>;
  readonly tokenize: StaticEncoder['tokenize'];
}

/** What tells that a file is as it was read. */
export interface ReadBefore {
  readonly hash: string;
  readonly language: string | null;
  readonly kind: string;
}

export interface ReadChunk extends PreparedChunk {
  /** Its tokens in order; null where its static vector comes along. */
  readonly pieces: Int32Array | null;
  /** Of the static student, as the index keeps it. */
  readonly vector: Int8Array | null;
}

/** What reading a file gave. `readAt`: milliseconds since 1970 just before it was read. */
export type FileContents =
  | { readonly type: 'skipped'; readonly readAt: number; readonly reason: string }
  | { readonly type: 'same'; readonly readAt: number }
  | {
      readonly type: 'chunks';
      readonly readAt: number;
      readonly hash: string;
      readonly chunks: readonly ReadChunk[];
    };

/** Reads and cuts one file. `before`: null where it is cut whatever it holds. Never rejects for a bad file. */
export async function readFile(
  parts: FileParts,
  file: SourceFile,
  before: ReadBefore | null,
  pause: () => Promise<void>,
): Promise<FileContents> {
  const readAt = Date.now();
  const source = await readSource(parts.root, file.path, parts.limits);
  if (source.type === 'skipped') return { type: 'skipped', readAt, reason: source.reason };
  const isSameText =
    before?.hash === source.hash && before.language === file.language && before.kind === file.kind;
  if (isSameText) return { type: 'same', readAt };
  const reason = file.language === 'jupyter' ? notebookReason(splitLines(source.text)) : null;
  if (reason !== null) return { type: 'skipped', readAt, reason };
  const chunker = await parts.chunker();
  const chunks: ReadChunk[] = [];
  for (const chunk of await chunker.chunk(file, source.text)) {
    chunks.push({ ...prepareChunk(file.path, chunk, parts.tokenize), vector: null });
    await pause();
  }
  return { type: 'chunks', readAt, hash: source.hash, chunks };
}
