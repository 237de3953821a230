/** Indexes a folder and finds the candidates of its questions, once: whatever ranks them then costs no search. */
import { join } from 'node:path';
import { openEngine } from '../../src/engine/engine.ts';
import { locate } from '../../src/engine/index/location.ts';
import { loadNative } from '../../src/engine/index/native.ts';
import { Reader } from '../../src/engine/index/reader.ts';
import { findCandidates } from '../../src/engine/search/candidates.ts';
import { createQueryEncoder } from '../../src/engine/search/embedQuery.ts';
import { SymbolNames } from '../../src/engine/search/symbolNames.ts';
import { measure, type Measured } from '../../src/engine/search/rank.ts';
import type { Assets, EncoderKind, Encoders } from '../../src/engine/types.ts';
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
  readonly measured: readonly Measured[];
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
    native: await loadNative(log),
    log,
  });
  const snapshot = await reader.snapshot();
  if (snapshot === null) throw new Error(`${folder.root} could not be indexed.`);
  const encodeQuery = createQueryEncoder(encoders, log);
  const symbols = new SymbolNames();
  await symbols.follow(snapshot.database);
  const asked: Asked[] = [];
  for (const question of folder.questions) {
    const { text, depth } = question;
    const candidates = await findCandidates(snapshot, {
      text,
      mode: 'hybrid',
      k: depth,
      allowed: null,
      symbols,
      without: new Set(),
      embed: () => encodeQuery(text, 'query', snapshot.vectors.student.size),
    });
    asked.push({ question, measured: measure(text, candidates) });
  }
  reader.close();
  return asked;
}
