/** A synthetic index of many chunks, made of a real one. */
import { copyFileSync, mkdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { locate } from '../../../src/engine/index/location.ts';
import { indexText } from '../../../src/engine/index/terms.ts';
import { readSource } from '../../../src/engine/discover/readSource.ts';
import { splitLines } from '../../../src/engine/discover/lines.ts';
import { readableText } from '../../../src/engine/chunk/embeddedText.ts';
import { createRandom } from '../model/random.ts';

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

/** How far a copy's vector is moved in each of its numbers at the most; a vector is 127 long. */
const moved = 3;

interface ChunkRow {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string | null;
  readonly trail: string;
  readonly kind: string;
}

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
  const bodies = await bodiesOf(root, database);
  database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000');
  for (let copy = 0; copy < copies; copy++) symlinkSync(root, join(folder, `copy${copy}`));
  // The first copy is the real index under another name.
  database.exec("UPDATE files SET path = 'copy0/' || path");
  for (let copy = 1; copy < copies; copy++) addCopy(database, copy, bodies);
  const size = { chunks: Number(database.prepare('SELECT count(*) AS count FROM chunks').get()?.['count']) };
  database.close();
  return { ...place, size: { ...size, indexBytes: statSync(to).size } };
}

interface Body {
  readonly id: number;
  readonly kind: string;
  readonly path: string;
  readonly names: string;
  readonly body: string;
}

/** What the full-text index was given for each chunk: it does not give it back. */
async function bodiesOf(root: string, database: DatabaseSync): Promise<readonly Body[]> {
  const bodies: Body[] = [];
  const rows = database.prepare(
    'SELECT c.id, f.path, c.startLine, c.endLine, c.symbol, c.trail, c.kind FROM chunks c JOIN files f ON f.id = c.file ORDER BY c.id',
  );
  let path = '';
  let lines: readonly string[] = [];
  for (const row of rows.all() as unknown[] as (ChunkRow & { id: number })[]) {
    if (row.path !== path) {
      path = row.path;
      const source = await readSource(root, path, { maxBytes: 1024 * 1024 });
      lines = source.type === 'text' ? splitLines(source.text) : [];
    }
    const names = indexText([...(JSON.parse(row.trail) as string[]), row.symbol ?? ''].join(' '));
    const text = lines.slice(row.startLine - 1, row.endLine).join('\n');
    bodies.push({
      id: row.id,
      kind: row.kind,
      path: indexText(path),
      names,
      body: indexText(readableText(path, text)),
    });
  }
  return bodies;
}

function addCopy(database: DatabaseSync, copy: number, bodies: readonly Body[]): void {
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
    INSERT INTO files SELECT id + ${first.files * copy}, 'copy${copy}' || substr(path, 6), size, mtime, readAt, hash, language, kind, skipped FROM files WHERE id <= ${first.files};
    INSERT INTO contents SELECT id + ${first.contents * copy}, randomblob(16) FROM contents WHERE id <= ${first.contents};
    INSERT INTO vectors SELECT content + ${first.contents * copy}, encoder, moved(vector) FROM vectors WHERE content <= ${first.contents};
    INSERT INTO chunks SELECT id + ${first.chunks * copy}, file + ${first.files * copy}, startLine, endLine, kind, language, symbol, trail,
      content + ${first.contents * copy}, lines, revision FROM chunks WHERE id <= ${first.chunks};
  `);
  const insert = {
    code: database.prepare('INSERT INTO terms(rowid, codePath, codeNames, code) VALUES (?, ?, ?, ?)'),
    docs: database.prepare('INSERT INTO terms(rowid, docsPath, docsNames, docs) VALUES (?, ?, ?, ?)'),
  };
  for (const { id, kind, path, names, body } of bodies) {
    const statement = kind === 'docs' ? insert.docs : insert.code;
    statement.run(id + first.chunks * copy, `copy ${copy} ${path}`, names, body);
  }
  database.exec('COMMIT');
}
