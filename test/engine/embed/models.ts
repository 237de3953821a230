import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncoderOptions } from '../../../src/engine/embed/encoders.ts';
import type { DevicePreference } from '../../../src/engine/types.ts';

/** The real models. */
export const models = join(import.meta.dirname, '../../../models');

export function encoderOptions(folder = models, device: DevicePreference = 'cpu'): EncoderOptions {
  return {
    assets: { models: folder, grammars: '' },
    device,
    threads: 1,
    environment: process.env,
    log: () => undefined,
  };
}

/** Hands a copy of the models to `use`, and removes it afterwards. */
export async function withCopy(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'homing-models-'));
  try {
    for (const name of ['vocab.txt', 'student', 'student-static']) {
      await cp(join(models, name), join(folder, name), { recursive: true });
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Changes the fields of a manifest. */
export async function changeManifest(path: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...manifest, ...fields }));
}

export function lengthOf(vector: Float32Array): number {
  return Math.hypot(...vector);
}
