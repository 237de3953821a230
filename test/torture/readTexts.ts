/** Indexes and searches files of text that are not what they say, one after the other, with one engine that must last. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import type { Encoders } from '../../src/engine/types.ts';
import { processorTime } from './processorTime.ts';
import { openRealEngine, question, update } from './realEngine.ts';
import { hostileTexts } from './texts.ts';

export interface ReadText {
  readonly name: string;
  /** Milliseconds of the processor's time that the thread had, to index it and to search with it there. */
  readonly indexing: number;
  readonly searching: number;
  /** Why it was left out; null where it was indexed. */
  readonly leftOut: string | null;
  /** Null where all is well. */
  readonly fault: string | null;
}

export interface TextsShape {
  readonly scratch: string;
  readonly encoders: Encoders;
  readonly names: readonly string[];
  readonly characters: number;
  readonly onText?: (read: ReadText) => void;
}

export async function readHostileTexts(shape: TextsShape): Promise<readonly ReadText[]> {
  const { scratch, encoders, names, characters, onText = () => undefined } = shape;
  const root = join(scratch, 'folder');
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'sound.md'), '# Sound\n\nA quince is not a plum.\n');
  const engine = await openRealEngine({ root, storage: join(scratch, 'storage') }, encoders);
  const done: ReadText[] = [];
  try {
    await update(engine, { until: 'static' });
    for (const name of names) {
      writeFileSync(join(root, name), hostileTexts[name]?.(characters) ?? '');
      const read = await readOne(engine, name);
      done.push(read);
      onText(read);
    }
  } finally {
    await engine.close();
  }
  return done;
}

async function readOne(engine: Engine, name: string): Promise<ReadText> {
  const started = processorTime();
  try {
    const { skipped } = await update(engine, { only: [name], until: 'static' });
    const indexed = processorTime();
    await engine.search(question(`zwetschge "zwetschge" in ${name}`, { explain: true }));
    const searched = processorTime();
    const { hits } = await engine.search(question('quince', { mode: 'lexical' }));
    const fault = hits.some(({ path }) => path === 'sound.md') ? null : 'a sound file is not found any more';
    const leftOut = skipped.find(({ path }) => path === name)?.reason ?? null;
    return { name, indexing: indexed - started, searching: searched - indexed, leftOut, fault };
  } catch (error) {
    const fault = `it threw ${String(error)}`;
    return { name, indexing: processorTime() - started, searching: 0, leftOut: null, fault };
  }
}
