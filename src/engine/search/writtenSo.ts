/** Which chunks hold what they must, and nothing that they must not: as the index knows it, and as their lines tell. */
import type { DatabaseSync } from 'node:sqlite';
import { Recent } from '../embed/recent.ts';
import { linesHash } from '../index/content.ts';
import { prepared } from '../index/prepared.ts';
import type { WordIndex } from '../index/words/wordIndex.ts';
import { yieldTo } from './candidates.ts';
import type { FileLines } from './fileLines.ts';
import { phraseTest, type Phrase, type Phrases } from './phrases.ts';

/** Chunks and files whose lines are read before the best are chosen, some 0.1 s; where there are more, only the best are read. */
const mostChunks = 10_000;
const mostFiles = 1_000;
const mostBytes = 20_000_000;
/** Files read between two pauses: some 5 ms. */
const filesAtOnce = 32;
/** Questions of which it is kept what the lines told: from key to key, their phrases stay the same. */
const mostQuestions = 4;

export interface WrittenSo {
  /** Null: all. */
  readonly allowed: ReadonlySet<number> | null;
  /** Chunks that may hold what they must not, not yet read: none where the lines have told. */
  readonly suspects: ReadonlySet<number>;
  /** Whether the lines of all that is allowed were read. */
  readonly isRead: boolean;
}

interface Reading {
  readonly database: DatabaseSync;
  readonly words: WordIndex;
  readonly files: FileLines;
}

/** Narrows `allowed` to the chunks that hold the phrases as they are written. Throws EngineError `aborted`, SQLite's errors. */
export async function writtenSo(
  reading: Reading,
  phrases: Phrases,
  allowed: ReadonlySet<number> | null,
  signal?: AbortSignal,
): Promise<WrittenSo> {
  const { demanded, excluded } = phrases;
  if (demanded.length + excluded.length === 0) return { allowed, suspects: new Set(), isRead: true };
  const { holding, suspects } = reading.words.read(() => {
    const among = narrowed(reading.words, demanded, allowed);
    const held = excluded.map((phrase) => narrowed(reading.words, [phrase], among));
    return { holding: among, suspects: new Set(held.flatMap((ids) => [...ids])) };
  });
  const open = demanded.length > 0 ? holding : suspects;
  const failing = await failingAmong(reading, phrases, open, signal);
  if (failing === null) return { allowed: holding, suspects, isRead: false };
  const left = failing.size === 0 ? holding : new Set([...holding].filter((id) => !failing.has(id)));
  return { allowed: left, suspects: new Set(), isRead: true };
}

/** Those that may hold all of the phrases, as far as the index knows. */
function narrowed(
  words: WordIndex,
  phrases: readonly Phrase[],
  among: ReadonlySet<number> | null,
): ReadonlySet<number> {
  let left = among;
  for (const { parts, joined } of phrases.flatMap(({ held }) => held)) {
    const inParts = words.holding(parts);
    const isOne = parts.length === 1 && parts[0] === joined;
    const whole = isOne ? inParts : words.holding([joined]);
    const holds = (id: number): boolean => inParts.has(id) || whole.has(id);
    left = new Set([...(left ?? new Set([...inParts, ...whole]))].filter(holds));
  }
  return left ?? words.holding([]);
}

const known = new WeakMap<DatabaseSync, Recent<string, Map<number, boolean>>>();

/** What was told of one question's phrases, by chunk: an id always means the same lines. */
function toldBefore(database: DatabaseSync, { demanded, excluded }: Phrases): Map<number, boolean> {
  const recent = known.get(database) ?? new Recent<string, Map<number, boolean>>(mostQuestions);
  known.set(database, recent);
  const key = JSON.stringify([demanded, excluded].map((phrases) => phrases.map(({ written }) => written)));
  const told = recent.of(key, () => new Map<number, boolean>());
  if (told.size > 2 * mostChunks) told.clear();
  return told;
}

interface ChunkWithin {
  readonly id: number;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Of its lines. */
  readonly hash: Uint8Array;
}

const places =
  'SELECT c.id, f.path, c.startLine, c.endLine, c.lines AS hash FROM json_each(?) w JOIN chunks c ON c.id = w.value ' +
  'JOIN files f ON f.id = c.file';
const sizeOfFiles =
  'SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM files WHERE id IN ' +
  '(SELECT c.file FROM json_each(?) w JOIN chunks c ON c.id = w.value)';

/** Null where there are too many to read. What has changed since it was read is not told: the hits are looked at again. */
async function failingAmong(
  { database, files }: Reading,
  phrases: Phrases,
  chunks: ReadonlySet<number>,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<number> | null> {
  if (chunks.size > mostChunks) return null;
  const told = toldBefore(database, phrases);
  const unread = JSON.stringify([...chunks].filter((id) => !told.has(id)));
  const size = prepared(database, sizeOfFiles).get(unread) as unknown as {
    files: number;
    bytes: number;
  };
  if (size.files > mostFiles || size.bytes > mostBytes) return null;
  const isSo = phraseTest(phrases);
  let read = 0;
  for (const [path, within] of byPath(prepared(database, places).all(unread) as unknown[] as ChunkWithin[])) {
    if (read++ % filesAtOnce === 0) await yieldTo(signal);
    for (const { id, lines } of unchanged(files.once(path), within)) told.set(id, isSo(path, lines));
  }
  return new Set([...chunks].filter((id) => told.get(id) === false));
}

function byPath(chunks: readonly ChunkWithin[]): Map<string, ChunkWithin[]> {
  const paths = new Map<string, ChunkWithin[]>();
  for (const chunk of chunks) {
    const others = paths.get(chunk.path);
    if (others === undefined) paths.set(chunk.path, [chunk]);
    else others.push(chunk);
  }
  return paths;
}

/** Chunks that stand in their file where they were, with their lines. */
function unchanged(all: readonly string[], chunks: readonly ChunkWithin[]): { id: number; lines: string }[] {
  return chunks
    .map(({ id, startLine, endLine, hash }) => ({
      id,
      hash,
      lines: all.slice(startLine - 1, endLine).join('\n'),
    }))
    .filter(({ hash, lines }) => Buffer.compare(linesHash(lines), hash) === 0);
}
