import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { normalise } from '../../../src/engine/embed/vectors.ts';
import { locate } from '../../../src/engine/index/location.ts';
import {
  openEngine,
  type Engine,
  type EngineOptions,
  type IndexOptions,
} from '../../../src/engine/engine.ts';
import { EngineError, type ErrorCode } from '../../../src/engine/errors.ts';
import type {
  Assets,
  StaticEncoder,
  EncoderKind,
  Encoders,
  IndexSummary,
  Progress,
  SearchRequest,
} from '../../../src/engine/types.ts';

const packageRoot = join(import.meta.dirname, '..', '..', '..');

export const assets: Assets = {
  models: join(packageRoot, 'models'),
  grammars: join(packageRoot, 'node_modules'),
};

export type Files = Readonly<Record<string, string>>;

/** A folder with files in it, and a storage, both gone after `dispose`. */
export interface Place {
  readonly root: string;
  readonly storage: string;
  write(files: Files): void;
  remove(path: string): void;
  dispose(): void;
}

export function createPlace(files: Files = {}): Place {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'homing-test-')));
  const root = join(top, 'root');
  mkdirSync(root);
  const place: Place = {
    root,
    storage: join(top, 'storage'),
    write: (added) => {
      for (const [path, text] of Object.entries(added)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    dispose: () => rmSync(top, { recursive: true, force: true }),
  };
  place.write(files);
  return place;
}

/** Vectors that depend on the text alone; similar texts have similar ones. Counts what it is asked to embed, and what to take apart. */
interface CountingEncoder extends StaticEncoder {
  readonly embedded: string[];
  readonly tokenized: string[];
}

function createHashEncoder(kind: EncoderKind, id: string): CountingEncoder {
  const embedded: string[] = [];
  const tokenized: string[] = [];
  return {
    id,
    space: 'test',
    kind,
    dims: 128,
    device: 'cpu',
    batchSize: kind === 'student' ? 1 : 64,
    embedded,
    tokenized,
    tokenize: (text) => {
      tokenized.push(text);
      return tokensOf(text);
    },
    vectorOf: (tokens) => hashVector(tokens, kind),
    matcherOf: (words) => (texts) =>
      texts.map((tokens) =>
        words.map((word) => (tokensOf(word).every((token) => tokens.includes(token)) ? 1 : 0)),
      ),
    embed: (texts, role) => {
      if (role === 'passage') embedded.push(...texts);
      return Promise.resolve(texts.map((text) => hashVector(tokensOf(text), kind)));
    },
  };
}

/** A number a word. */
function tokensOf(text: string): Int32Array {
  return Int32Array.from(
    text.toLowerCase().match(/[a-z]+/g) ?? [],
    (word) =>
      Array.from(word).reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7) & 0x7fffffff,
  );
}

function hashVector(tokens: Int32Array, salt: string): Float32Array {
  const vector = new Float32Array(128);
  for (const token of tokens) {
    let state = 2166136261;
    for (const character of `${salt} ${token}`) {
      state = Math.imul(state ^ character.charCodeAt(0), 16777619) >>> 0;
    }
    for (let at = 0; at < 128; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      vector[at] = (vector[at] ?? 0) + state / 2 ** 31 - 1;
    }
  }
  if (!normalise(vector)) vector[0] = 1;
  return vector;
}

export interface HashEncoders extends Encoders {
  readonly staticStudent: CountingEncoder;
  readonly transformer: CountingEncoder;
}

/** Stand-ins that are quick and depend on the text alone, for tests of the index's consistency. */
export function createHashEncoders(): HashEncoders {
  const { id } = JSON.parse(readFileSync(join(assets.models, 'student', 'manifest.json'), 'utf8')) as {
    id: string;
  };
  const transformer = createHashEncoder('student', id);
  return {
    transformer,
    staticStudent: createHashEncoder('student-static', 'hash-static'),
    student: () => Promise.resolve(transformer),
    deviceReason: () => 'cpu',
    close: () => Promise.resolve(),
  };
}

/** Models whose Transformer has another id. */
export function otherModels(folder: string): Assets {
  mkdirSync(join(folder, 'student'), { recursive: true });
  cpSync(join(assets.models, 'vocab.txt'), join(folder, 'vocab.txt'));
  const manifest = JSON.parse(
    readFileSync(join(assets.models, 'student', 'manifest.json'), 'utf8'),
  ) as object;
  writeFileSync(
    join(folder, 'student', 'manifest.json'),
    JSON.stringify({ ...manifest, id: 'another-student' }),
  );
  return { ...assets, models: folder };
}

export async function open(place: Place, options: Partial<EngineOptions> = {}): Promise<Engine> {
  return openEngine({
    root: place.root,
    storage: place.storage,
    assets,
    encoders: createHashEncoders(),
    log: () => undefined,
    git: { home: null, systemConfig: null },
    ...options,
  });
}

/** `onStep` hears of all progress. */
export async function update(
  engine: Engine,
  options?: IndexOptions,
  onStep: (progress: Progress) => void = () => undefined,
): Promise<IndexSummary> {
  const run = engine.index(options);
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
    onStep(step.value);
  }
}

export function request(text: string, changes: Partial<SearchRequest> = {}): SearchRequest {
  return { text, k: 10, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [], ...changes };
}

export async function pathsFound(
  engine: Engine,
  text: string,
  changes?: Partial<SearchRequest>,
): Promise<string[]> {
  const { hits } = await engine.search(request(text, changes));
  return hits.map(({ path }) => path);
}

/** The one index folder of a place. */
export function indexFolderOf(engine: Engine, place: Place): string {
  return locate(place.storage, engine.root).folder;
}

/** Every error is one sentence with a closed code. */
export async function rejects(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, /^\S.*\.$/su);
    return true;
  });
}
