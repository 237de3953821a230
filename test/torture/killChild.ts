/**
 * Indexes ROOT into STORAGE with the real students, sharing at most CACHE bytes of vectors, and tells each step with the
 * revision that is committed by then; to be killed in the middle.
 */
import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readMeta } from '../../src/engine/index/meta.ts';
import { locate } from '../../src/engine/index/location.ts';
import { graphFrom, openRealEncoders, openRealEngine } from './realEngine.ts';

export interface ChildStep {
  readonly type: string;
  readonly revision: number;
}

const [root = '', storage = '', cacheBytes = '0'] = process.argv.slice(2);
const encoders = await openRealEncoders();
const engine = await openRealEngine({ root, storage }, encoders, {
  cacheBytes: Number(cacheBytes),
  graphFrom,
});
const run = engine.index();
const database = locate(storage, root).database;
for (let step = await run.next(); step.done !== true; step = await run.next()) {
  const reading = new DatabaseSync(database, { readOnly: true });
  const told: ChildStep = { type: step.value.type, revision: Number(readMeta(reading, 'revision')) };
  reading.close();
  // At once and whole: what is told has been committed, whenever the end comes.
  writeSync(1, `${JSON.stringify(told)}\n`);
}
await engine.close();
await encoders.close();
