/** Our own encoders as the engine opens them, and the graph alone for timing. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { loadManifest, readModelFile, type Manifest } from '../../../src/engine/embed/manifest.ts';
import { loadRuntime, type Runtime } from '../../../src/engine/embed/runtime.ts';
import { openSession } from '../../../src/engine/embed/session.ts';
import { preparationVersion } from '../../../src/engine/tokenize/prepare.ts';
import { createTokenizer, type Tokenizer } from '../../../src/engine/tokenize/tokenizer.ts';
import type { Assets, Encoder, Encoders } from '../../../src/engine/types.ts';
import type { Embedder } from './embedder.ts';

export interface Students {
  readonly assets: Assets;
  readonly encoders: Encoders;
  readonly runtime: Runtime;
  readonly threads: number;
  readonly tokenizer: Tokenizer;
  readonly manifest: Manifest;
  readonly student: Embedder;
  readonly staticStudent: Embedder;
}

function embedderOf(name: string, encoder: Encoder, manifest: Manifest): Embedder {
  const checksums = Object.values(manifest.files).map(({ sha256 }) => sha256);
  return {
    name,
    identity: [encoder.kind, manifest.tokenLimit, preparationVersion, ...checksums].join(' '),
    dims: encoder.dims,
    embed: async (text, role) => {
      // The questions' and the sentences' role is one to the students.
      const [vector] = await encoder.embed([text], role === 'passage' ? 'passage' : 'query');
      if (vector === undefined) throw new Error(`${name} gave no vector`);
      return vector;
    },
  };
}

/** `models`: absolute folder. Rejects with the engine's errors. */
export async function openStudents(models: string, threads: number): Promise<Students> {
  const grammars = join(import.meta.dirname, '../../../node_modules');
  const assets = { models, grammars };
  const log = (level: string, message: string): void => {
    if (level === 'warn' || level === 'error') process.stderr.write(`${message}\n`);
  };
  const encoders = await openEncoders({ assets, device: 'cpu', threads, log });
  const manifest = await loadManifest(join(models, 'student'), 'student');
  const staticManifest = await loadManifest(join(models, 'student-static'), 'student-static');
  return {
    assets,
    encoders,
    runtime: (await loadRuntime(log)).runtime,
    threads,
    manifest,
    tokenizer: createTokenizer((await readModelFile(manifest, 'vocabulary')).toString('utf8')),
    student: embedderOf('student', await encoders.student(), manifest),
    staticStudent: embedderOf('static student', encoders.staticStudent, staticManifest),
  };
}

/** The student with none of its numbers rounded: a float32 graph of the same weights (models/distill/export_rival.py). */
export async function openFloat(students: Students, path: string): Promise<Embedder> {
  const { runtime, threads, tokenizer, manifest } = students;
  const bytes = readFileSync(path);
  const session = await openSession(runtime, bytes, { type: 'cpu', threads });
  const checksum = createHash('sha256').update(bytes).digest('hex');
  return {
    name: 'student, graph float32',
    identity: [manifest.tokenLimit, preparationVersion, checksum].join(' '),
    dims: students.student.dims,
    embed: async (text) => {
      const [vector] = await session.run([tokenizer.encode(text, manifest.tokenLimit)]);
      if (vector === undefined) throw new Error(`${path} gave no vector`);
      return vector;
    },
  };
}
