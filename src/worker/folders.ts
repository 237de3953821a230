/** The folders that the worker searches: one engine each, the models shared by all of them; changed while it runs. */
import { homedir } from 'node:os';
import { gitHomeOf } from '../engine/discover/gitConfig.ts';
import { openEncoders } from '../engine/embed/encoders.ts';
import { trialMark, type TrialMark } from '../engine/embed/gpuMark.ts';
import { openEngine, type Engine } from '../engine/engine.ts';
import { trialMarkIn } from '../engine/index/location.ts';
import type { Assets, Encoders, Log } from '../engine/types.ts';
import type { Configuration, FolderConfiguration, Notification } from '../protocol/messages.ts';
import { toFailure } from '../protocol/rpc.ts';
import { Freshness } from './freshness.ts';
import type { Gate } from './gate.ts';
import { IndexQueue } from './indexQueue.ts';
import { countIn, createReport, type Report } from './report.ts';
import { Suspects } from './suspects.ts';

export interface Surroundings {
  readonly notify: (notification: Notification) => void;
  readonly log: Log;
  readonly gate: Gate;
  readonly scripts: Scripts;
  /** Of trials of the GPU. Default: the storage's. */
  readonly trialMark?: TrialMark;
}

export interface Scripts {
  /** As in the engine's assets. */
  readonly threads: Pick<Assets, 'readingThread' | 'aheadThread'>;
  /** Of the process that runs the Transformer; null: this one runs it. */
  readonly encoding: string | null;
}

export const noScripts: Scripts = { threads: {}, encoding: null };

export interface Folders {
  readonly engines: ReadonlyMap<string, Engine>;
  readonly queue: IndexQueue;
  readonly freshness: Freshness;
  readonly report: Report;
  readonly suspects: Suspects;
  readonly encoders: () => Encoders;
  /** Resolves with the folders that are new or are read in another way, and have to be indexed. */
  configure(configuration: Configuration): Promise<readonly string[]>;
}

/** Rejects with what opening the models rejects with. A folder that cannot be opened says so in its state. */
export async function openFolders(configuration: Configuration, around: Surroundings): Promise<Folders> {
  const suspects = new Suspects(configuration.storage, around.log);
  const mark = around.trialMark ?? trialMark(trialMarkIn(configuration.storage));
  let encoders = await encodersFor(configuration, mark, around);
  const engines = new Map<string, Engine>();
  const report = createReport([], {
    device: () => encoders.deviceReason(),
    setAside: () => suspects.setAside,
    notify: around.notify,
  });
  const queue = new IndexQueue({ engines, ...around, report, onRest: () => suspects.done() });
  const freshness = new Freshness({ engines, queue });
  let current: Configuration = { ...configuration, folders: [] };

  const remove = async (root: string): Promise<void> => {
    freshness.unfollow(root);
    await queue.stop(root);
    await engines.get(root)?.close();
    engines.delete(root);
  };
  const add = async (folder: FolderConfiguration, from: Configuration): Promise<void> => {
    const { root } = folder;
    try {
      const engine = await openFolder(folder, { ...around, configuration: from, encoders, suspects });
      engines.set(root, engine);
      report.update(root, { activity: { type: 'idle' } });
      // Known before it is looked through, which takes its time, or does not come: indexing may be paused.
      countIn(report, root, engine);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'internal') throw error;
      report.update(root, { activity: { type: 'failed', failure } });
    }
  };
  const configure = async (next: Configuration): Promise<readonly string[]> => {
    freshness.setAutomatic(next.automatic);
    const isOther = isOtherEngine(current, next);
    const opened = isOtherModel(current, next) ? await encodersFor(next, mark, around) : encoders;
    const kept = isOther
      ? []
      : next.folders.filter((folder) => engines.has(folder.root) && isAmong(folder, current.folders));
    const keptRoots = new Set(kept.map(({ root }) => root));
    for (const { root } of current.folders) if (!keptRoots.has(root)) await remove(root);
    if (opened !== encoders) {
      await encoders.close();
      encoders = opened;
      // Now no trial of before can give it up any more.
      if (next.device !== current.device) mark.forgive();
    }
    report.setRoots(next.folders.map(({ root }) => root));
    const fresh = next.folders.filter(({ root }) => !keptRoots.has(root));
    for (const folder of fresh) await add(folder, next);
    order(engines, next.folders);
    current = next;
    return fresh.map(({ root }) => root);
  };
  await configure(configuration);
  return { engines, queue, freshness, report, suspects, encoders: () => encoders, configure };
}

function encodersFor(
  { models, grammars, device, threads }: Configuration,
  trialMark: TrialMark,
  { log, scripts }: Surroundings,
): Promise<Encoders> {
  const assets = { models, grammars };
  const encodingProcess =
    scripts.encoding === null
      ? {}
      : { encodingProcess: { script: scripts.encoding, onLost: endThisProcess } };
  return openEncoders({
    assets,
    device,
    threads,
    trialMark,
    environment: process.env,
    log,
    ...encodingProcess,
  });
}

/** As a text would that ended this process: the next one leaves a file out that was at work twice (`Suspects`). */
function endThisProcess(): void {
  process.exit(1);
}

function isOtherModel(a: Configuration, b: Configuration): boolean {
  return a.device !== b.device || a.threads !== b.threads;
}

function isOtherEngine(a: Configuration, b: Configuration): boolean {
  return isOtherModel(a, b) || a.cacheBytes !== b.cacheBytes;
}

function isAmong(folder: FolderConfiguration, folders: readonly FolderConfiguration[]): boolean {
  const known = folders.find(({ root }) => root === folder.root);
  return JSON.stringify(known) === JSON.stringify(folder);
}

/** Equal hits keep the order of the folders. */
function order(engines: Map<string, Engine>, folders: readonly FolderConfiguration[]): void {
  for (const { root } of folders) {
    const engine = engines.get(root);
    if (engine === undefined) continue;
    engines.delete(root);
    engines.set(root, engine);
  }
}

/** Milliseconds: the folders behind one that another process indexes do not wait for it; the queue tries again. */
const lockTimeoutMs = 1_000;

interface FolderParts extends Pick<Surroundings, 'log' | 'scripts'> {
  readonly configuration: Configuration;
  readonly encoders: Encoders;
  readonly suspects: Suspects;
}

function openFolder(
  { root, exclude, include }: FolderConfiguration,
  { configuration, encoders, suspects, log, scripts }: FolderParts,
): Promise<Engine> {
  const { storage, models, grammars, cacheBytes } = configuration;
  return openEngine({
    root,
    storage,
    assets: { models, grammars, ...scripts.threads },
    encoders,
    log,
    cacheBytes,
    lockTimeoutMs,
    git: gitHomeOf(process.env, homedir()),
    exclude,
    include,
    setAside: () => suspects.setAsideIn(root),
    onFile: (path) => suspects.at(root, path),
  });
}
