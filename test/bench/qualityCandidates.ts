/** Indexes a folder and finds the candidates of its questions, once: whatever ranks them then costs no search. */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_LIMITS } from '../../src/engine/discover/readSource.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { locate } from '../../src/engine/index/location.ts';
import { Reader } from '../../src/engine/index/reader.ts';
import { findCandidates } from '../../src/engine/search/candidates.ts';
import { createQueryEncoder } from '../../src/engine/search/embedQuery.ts';
import { FileLines } from '../../src/engine/search/fileLines.ts';
import { KnownChunks } from '../../src/engine/search/knownChunks.ts';
import { SymbolNames } from '../../src/engine/search/symbolNames.ts';
import { Lanes } from '../../src/engine/search/lanes.ts';
import { Passages, type Growing } from '../../src/engine/search/passages.ts';
import { measure, rankApart } from '../../src/engine/search/rank.ts';
import type { Question as Measured, Ranked } from '../../src/engine/search/ranked.ts';
import { lookAgain } from '../../src/engine/search/secondLook.ts';
import { defaultWeights } from '../../src/engine/search/weights.ts';
import { documentParts } from '../../src/engine/index/queries.ts';
import type { Assets, EncoderKind, Encoders } from '../../src/engine/types.ts';
import type { Found } from './codeRepos.ts';
import type { Folder, Question } from './qualitySets.ts';

export interface Bench {
  readonly assets: Assets;
  readonly encoders: Encoders;
  /** Absolute; holds the indexes, one below it for each encoder. */
  readonly storage: string;
}

export interface Asked {
  readonly question: Question;
  /** Its candidates: what weighs them differently measures nothing again. */
  readonly measured: Measured;
  readonly growing: Growing;
}

/** The first `k` places that a search would show. */
export function shownOf(ranked: readonly Ranked[], growing: Growing, k: number): Found[] {
  const passages = new Passages(ranked, growing);
  const shown: Found[] = [];
  for (const each of ranked) {
    if (shown.length === k) break;
    const passage = passages.passageOf(each);
    if (passage === null) continue;
    passages.show(passage);
    const { path, startLine, endLine } = each.place;
    const first = passage.before.at(-1)?.startLine ?? startLine;
    shown.push({ path, startLine: first, endLine: passage.after.at(-1)?.endLine ?? endLine });
  }
  return shown;
}

const log = (level: string, message: string): void => {
  if (level === 'warn' || level === 'error') process.stderr.write(`${message}\n`);
};

export async function askFolder(
  bench: Bench,
  folder: Folder,
  encoder: EncoderKind,
): Promise<readonly Asked[]> {
  const { assets, encoders } = bench;
  const storage = join(bench.storage, encoder);
  const engine = await openEngine({ root: folder.root, storage, assets, encoders, log });
  const run = engine.index({ until: encoder === 'student' ? 'student' : 'static' });
  while ((await run.next()).done !== true);
  const { model } = await engine.status();
  await engine.close();
  const reader = new Reader({
    location: locate(storage, folder.root),
    studentId: model,
    staticId: encoders.staticStudent.id,
    dims: encoders.staticStudent.dims,
    log,
  });
  const snapshot = await reader.snapshot();
  if (snapshot === null) throw new Error(`${folder.root} could not be indexed.`);
  const encodeQuery = createQueryEncoder(encoders, log);
  const symbols = new SymbolNames();
  const partsOf = documentParts(snapshot.database);
  await symbols.follow(snapshot.database);
  const lanes = new Lanes();
  // Read now, because the database is closed when the answers are ranked.
  const parts = new Map(pathsOf(snapshot.database).map((path) => [path, partsOf(path)]));
  const growing = { partsOf: (path: string) => parts.get(path) ?? [], allowed: null };
  const asked: Asked[] = [];
  const knownChunks = new KnownChunks();
  const { staticStudent } = encoders;
  for (const question of folder.questions) {
    const { text, depth } = question;
    const { candidates, leaning } = await findCandidates(
      { ...snapshot, knownChunks },
      {
        text,
        mode: 'hybrid',
        k: depth,
        allowed: null,
        symbols,
        lanes,
        without: new Set(),
        embed: () => encodeQuery(text, 'query', false),
      },
    );
    const first = measure(text, candidates, leaning);
    // As a search does; other weights are tried on the same texts.
    const measured = lookAgain(first, rankApart(first, defaultWeights), {
      query: text,
      staticStudent,
      words: snapshot.words,
      files: new FileLines(folder.root, DEFAULT_LIMITS),
      tokensOf: (chunks) => knownChunks.tokens(staticStudent, snapshot.database, chunks),
    });
    asked.push({ question, measured, growing });
  }
  reader.close();
  return asked;
}

function pathsOf(database: DatabaseSync): readonly string[] {
  const rows = database.prepare("SELECT path FROM files WHERE kind = 'docs' ORDER BY path").all();
  return rows.map((row) => String(row['path']));
}
