import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';
import { preparationVersion } from '../tokenize/prepare.ts';
import type { EncoderKind } from '../types.ts';
import type { TokenWeights } from './tokenWeights.ts';

/** A file of a model as its manifest describes it. */
interface ModelFile {
  /** Absolute. */
  readonly path: string;
  /** Hexadecimal, lower case. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Manifest {
  readonly id: string;
  readonly space: string;
  readonly kind: EncoderKind;
  readonly dims: number;
  /** Tokens the Transformer reads, [CLS] and [SEP] included. */
  readonly tokenLimit: number;
  /** Of the static student. */
  readonly tokenWeights: TokenWeights;
  readonly files: Readonly<Record<string, ModelFile>>;
}

/** Dimensions of the space that index and search are built for. */
const dims = 128;

/** The files a model of each kind cannot do without. */
const requiredFiles = {
  student: ['model', 'vocabulary'],
  'student-static': ['table', 'scales', 'vocabulary'],
} as const;

const kindInManifest = { student: 'transformer', 'student-static': 'static' } as const;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

async function readOrExplain(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const problem = isMissing(cause) ? 'is missing' : 'cannot be read';
    throw new EngineError('modelMissing', `The model file ${path} ${problem}: reinstall Homing.`, { cause });
  }
}

function parseFiles(value: unknown, folder: string): Record<string, ModelFile> | null {
  if (!isRecord(value)) return null;
  const files: Record<string, ModelFile> = {};
  for (const [name, file] of Object.entries(value)) {
    if (!isRecord(file)) return null;
    const { path, sha256, bytes } = file;
    if (typeof path !== 'string' || typeof sha256 !== 'string' || typeof bytes !== 'number') return null;
    files[name] = { path: join(folder, path), sha256, bytes };
  }
  return files;
}

/** Null where no text could be read with them. Where none are given, each token counts the same. */
function parseTokenWeights(value: unknown): TokenWeights | null {
  if (value === undefined) return { repetition: 1, fading: Infinity };
  if (!isRecord(value)) return null;
  const { repetition, fading } = value;
  if (typeof repetition !== 'number' || typeof fading !== 'number') return null;
  return repetition > 0 && repetition <= 1 && fading > 0 ? { repetition, fading } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Reads and checks `manifest.json` in `folder` (absolute), but none of the files it names; see `readModelFile`.
 * Throws EngineError: `modelMissing`; `modelDamaged` when it is no manifest; `modelIncompatible` when this engine
 * cannot use the model, because of its kind, its dimensions or the text preparation it was trained with.
 */
export async function loadManifest(folder: string, kind: EncoderKind): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const parsed = parseJson((await readOrExplain(path)).toString('utf8'));
  const damaged = (): EngineError =>
    new EngineError('modelDamaged', `${path} is not a valid model manifest: reinstall Homing.`);
  const incompatible = (problem: string): EngineError =>
    new EngineError(
      'modelIncompatible',
      `The model in ${folder} ${problem}: install the model that came with Homing.`,
    );
  if (!isRecord(parsed)) throw damaged();
  const { id, space, tokenLimit } = parsed;
  const files = parseFiles(parsed['files'], folder);
  if (
    typeof id !== 'string' ||
    typeof space !== 'string' ||
    typeof tokenLimit !== 'number' ||
    files === null
  ) {
    throw damaged();
  }
  if (tokenLimit < 3 || !Number.isInteger(tokenLimit)) throw damaged();
  if (requiredFiles[kind].some((name) => !(name in files))) throw damaged();
  const tokenWeights = parseTokenWeights(parsed['tokenWeights']);
  if (tokenWeights === null) throw damaged();
  if (parsed['kind'] !== kindInManifest[kind])
    throw incompatible(`is not of the kind ${kindInManifest[kind]}`);
  if (parsed['dims'] !== dims) throw incompatible(`does not have ${dims} dimensions`);
  if (parsed['preparation'] !== preparationVersion) {
    throw incompatible(`was trained with another text preparation than version ${preparationVersion}`);
  }
  return { id, space, kind, dims, tokenLimit, tokenWeights, files };
}

/**
 * The bytes of one of the manifest's files, read once and checked: what is returned is what was checked.
 * Throws EngineError `modelMissing`, or `modelDamaged` when size or checksum differ.
 */
export async function readModelFile(manifest: Manifest, name: string): Promise<Buffer> {
  const file = manifest.files[name];
  if (file === undefined) {
    throw new EngineError(
      'modelMissing',
      `The model ${manifest.id} has no file "${name}": reinstall Homing.`,
    );
  }
  const bytes = await readOrExplain(file.path);
  const intact =
    bytes.length === file.bytes && createHash('sha256').update(bytes).digest('hex') === file.sha256;
  if (intact) return bytes;
  throw new EngineError(
    'modelDamaged',
    `The model file ${file.path} is damaged (wrong checksum): reinstall Homing.`,
  );
}
