/** What about this machine decides how the engine runs on it. Changes nothing but a short-lived file in the storage. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isMusl, packageFolder, platformName } from './embed/binaries.ts';
import { gpuMayExist, type Environment } from './embed/gpuDriver.ts';
import { loadManifest, readModelFile } from './embed/manifest.ts';
import { importNative, missingRuntime } from './embed/runtime.ts';
import { messageOf } from './errors.ts';
import { allLocations } from './index/location.ts';
import { missingNative } from './index/native.ts';
import { openWithLog, probeSqlite } from './index/schema.ts';
import type { Assets } from './types.ts';

export interface ExaminedModel {
  readonly id: string;
  readonly kind: 'student' | 'student-static';
  /** Null where every file is as it was made; else one sentence. */
  readonly fault: string | null;
}

export interface Examination {
  readonly platform: string;
  readonly system: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  /** MiB. */
  readonly memory: { readonly total: number; readonly free: number };
  readonly sqlite: {
    readonly version: string;
    readonly suitable: boolean;
    /** How commits are kept in this storage; null where it cannot be written. */
    readonly journal: 'wal' | 'rollback' | null;
  };
  readonly usearch: { readonly version: string | null; readonly missing: string | null };
  readonly onnx: {
    readonly version: string | null;
    /** Why WebAssembly takes the native build's place; null: it does not. */
    readonly missing: string | null;
    /** What the native build holds; `cpu` is the last. WebGPU is the one that is tried. */
    readonly providers: readonly string[];
    readonly gpuMayExist: boolean;
  };
  readonly models: readonly ExaminedModel[];
  readonly storage: {
    readonly folder: string;
    readonly writable: boolean;
    readonly indexes: number;
    /** MiB. */
    readonly used: number;
    readonly free: number;
  };
  /** Folders that a user's programs may watch; null where the system has no such limit. */
  readonly watches: number | null;
}

export interface ExamineOptions {
  readonly storage: string;
  readonly assets: Assets;
  readonly environment: Environment;
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

export async function examine({ storage, assets, environment }: ExamineOptions): Promise<Examination> {
  const place = nearestFolder(storage);
  return {
    platform: platformName(),
    system: `${process.platform} ${release()}${isMusl() ? ', musl' : ''}`,
    node: process.versions.node,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: { total: mebibytes(totalmem()), free: mebibytes(freemem()) },
    sqlite: { version: sqliteVersion(), suitable: isSuitable(), journal: journalIn(place) },
    usearch: { version: versionOf('usearch'), missing: missingNative() },
    onnx: {
      version: versionOf('onnxruntime-node'),
      missing: missingRuntime(),
      providers: await providers(),
      gpuMayExist: gpuMayExist(environment),
    },
    models: await Promise.all([examineModel(assets, 'student-static'), examineModel(assets, 'student')]),
    storage: {
      folder: storage,
      writable: isWritable(place),
      indexes: allLocations(storage).length,
      used: mebibytes(sizeOf(storage)),
      free: mebibytes(freeBytes(place)),
    },
    watches: watchLimit(),
  };
}

/** The storage itself, or the folder that it would be made in; of a drive that is not there its root. */
function nearestFolder(folder: string): string {
  const above = dirname(folder);
  return above === folder || existsSync(folder) ? folder : nearestFolder(above);
}

/** 0 of a drive that is not there. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

function sqliteVersion(): string {
  const database = new DatabaseSync(':memory:');
  const version = database.prepare('SELECT sqlite_version() AS version').get()?.['version'];
  database.close();
  return String(version);
}

function isSuitable(): boolean {
  try {
    probeSqlite();
    return true;
  } catch {
    return false;
  }
}

function journalIn(folder: string): Examination['sqlite']['journal'] {
  const name = `doctor-${createHash('sha256').update(`${process.pid} ${Date.now()}`).digest('hex').slice(0, 12)}.sqlite`;
  const path = join(folder, name);
  try {
    const database = openWithLog(path, 'PRAGMA busy_timeout = 0');
    try {
      database.exec('CREATE TABLE probe(value)');
      return database.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'wal' ? 'wal' : 'rollback';
    } finally {
      database.close();
    }
  } catch {
    return null;
  } finally {
    if (isWritable(folder))
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
  }
}

/** A file in its place can hold nothing. */
function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function versionOf(name: string): string | null {
  const folder = packageFolder(name);
  if (folder === null) return null;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string };
  return version ?? null;
}

async function providers(): Promise<readonly string[]> {
  if (missingRuntime() !== null) return ['wasm'];
  try {
    const runtime = await importNative();
    const names = runtime.listSupportedBackends().map(({ name }) => name);
    return [...names.filter((name) => name !== 'cpu'), 'cpu'];
  } catch {
    return ['wasm'];
  }
}

async function examineModel(assets: Assets, kind: ExaminedModel['kind']): Promise<ExaminedModel> {
  let id = 'unknown';
  try {
    const manifest = await loadManifest(join(assets.models, kind), kind);
    id = manifest.id;
    for (const name of Object.keys(manifest.files)) await readModelFile(manifest, name);
    return { id, kind, fault: null };
  } catch (error) {
    return { id, kind, fault: messageOf(error) };
  }
}

/** Bytes; 0 where it is no folder, or none that can be read. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce(
        (sum, { parentPath, name }) =>
          sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  } catch {
    return 0;
  }
}

function watchLimit(): number | null {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8'));
  } catch {
    return null;
  }
}
