/** A synthetic index of many chunks, made of a real one. */
import { copyFileSync, mkdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { locate } from '../../../src/engine/index/location.ts';
import { countWords } from '../../../src/engine/index/terms.ts';
import { WordWriter, type NewChunk } from '../../../src/engine/index/words/wordWriter.ts';
import { createRandom } from '../model/random.ts';
import { bodiesOf } from './bodies.ts';

export interface Growing {
  readonly root: string;
  readonly storage: string;
  readonly into: string;
  /** Chunks wanted, about. */
  readonly chunks: number;
}

export interface Grown {
  readonly root: string;
  readonly storage: string;
  readonly size: { readonly chunks: number; readonly indexBytes: number };
}

/** How far a copy's vector is moved in each of its numbers at the most; a vector is 212 long. */
const moved = 5;

/**
 * Copies of the corpus as links in one folder, and an index that has the files, chunks and words of each, and vectors that
 * are those of the corpus, moved a little.
 */
export async function growIndex({ root, storage, into, chunks }: Growing): Promise<Grown> {
  rmSync(into, { recursive: true, force: true });
  const folder = join(into, 'root');
  mkdirSync(folder, { recursive: true });
  const grownRoot = realpathSync(folder);
  const place = { root: grownRoot, storage: join(into, 'storage') };
  const from = locate(storage, realpathSync(root)).database;
  const to = locate(place.storage, grownRoot).database;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  const database = new DatabaseSync(to);
  const counted = database.prepare('SELECT count(*) AS count, max(id) AS last FROM chunks').get();
  const copies = Math.max(1, Math.round(chunks / Number(counted?.['count'])));
  const chunksOfFirst = (await bodiesOf(root, database)).map(({ id, kind, path, names, text }) => ({
    id,
    kind,
    words: countWords(path, names, text),
  }));
  const writer = new WordWriter(database);
  database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000');
  for (let copy = 0; copy < copies; copy++) symlinkSync(root, join(folder, `copy${copy}`));
  // The first copy is the real index under another name.
  database.exec("UPDATE files SET path = 'copy0/' || path");
  for (let copy = 1; copy < copies; copy++) {
    addCopy({ database, writer }, copy, chunksOfFirst);
    await writer.tidy(() => Promise.resolve());
  }
  const size = { chunks: Number(database.prepare('SELECT count(*) AS count FROM chunks').get()?.['count']) };
  database.close();
  return { ...place, size: { ...size, indexBytes: statSync(to).size } };
}

/**
 * All vectors are the Transformer's from now on, as in a finished index: they stay as they are, which are near enough to its
 * own for the same question to find the same. Encoding as many texts would take hours.
 */
export function passAsTransformers({ root, storage }: Grown, studentId: string): void {
  const database = new DatabaseSync(locate(storage, root).database);
  database.exec('PRAGMA synchronous = OFF');
  database.prepare('INSERT OR IGNORE INTO encoders(name) VALUES (?)').run(studentId);
  database.prepare('UPDATE vectors SET encoder = (SELECT id FROM encoders WHERE name = ?)').run(studentId);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Chunks whose words are added at once. */
const chunksAtOnce = 4_096;

interface Writing {
  readonly database: DatabaseSync;
  readonly writer: WordWriter;
}

function addCopy({ database, writer }: Writing, copy: number, chunksOfFirst: readonly NewChunk[]): void {
  const random = createRandom(copy);
  database.function('moved', (vector) => {
    if (!(vector instanceof Uint8Array)) return null;
    const values = new Int8Array(Uint8Array.from(vector).buffer);
    const shifted = values.map((value) =>
      Math.max(-127, Math.min(127, value + Math.round((random() * 2 - 1) * moved))),
    );
    return new Uint8Array(shifted.buffer);
  });
  database.exec('BEGIN');
  const offset = (table: string): number =>
    Number(database.prepare(`SELECT max(id) AS id FROM ${table}`).get()?.['id']);
  const [files, contents, chunks] = [offset('files'), offset('contents'), offset('chunks')];
  const step = { files: files / copy, contents: contents / copy, chunks: chunks / copy };
  // Every copy is made of the first: ids up to these.
  const first = {
    files: Math.round(step.files),
    contents: Math.round(step.contents),
    chunks: Math.round(step.chunks),
  };
  database.exec(`
    INSERT INTO files SELECT id + ${first.files * copy}, 'copy${copy}' || substr(path, 6), size, mtime, readAt, hash, language, kind, skipped,
      firstChunk + ${first.chunks * copy}, lastChunk + ${first.chunks * copy} FROM files WHERE id <= ${first.files};
    INSERT INTO contents SELECT id + ${first.contents * copy}, randomblob(12), tokens FROM contents WHERE id <= ${first.contents};
    INSERT INTO vectors SELECT content + ${first.contents * copy}, encoder, moved(vector) FROM vectors WHERE content <= ${first.contents};
    INSERT INTO chunks SELECT id + ${first.chunks * copy}, file + ${first.files * copy}, startLine, endLine, sort, symbol, trail,
      alsoDeclares, reexports, isPart, content + ${first.contents * copy}, lines FROM chunks WHERE id <= ${first.chunks};
  `);
  for (let from = 0; from < chunksOfFirst.length; from += chunksAtOnce) {
    const some = chunksOfFirst.slice(from, from + chunksAtOnce);
    writer.add(some.map((chunk) => copied(chunk, chunk.id + first.chunks * copy, copy)));
  }
  database.exec('COMMIT');
}

/** The chunk under another id, with a word of its copy's. */
function copied({ kind, words }: NewChunk, id: number, copy: number): NewChunk {
  const named = {
    words: `${words.words} copy${copy}`,
    counts: [...words.counts, 1],
    length: words.length + 1,
  };
  return { id, kind, words: named };
}
