/** What the parts of the shell share: the worker, the folders it searches, and the state of the whole. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import type { Log, Status } from '../engine/types.ts';
import type { Configuration, FoundHits, SkippedFile } from '../protocol/messages.ts';
import { configurationFor } from './configuration.ts';
import { failureOf, isAborted } from './failures.ts';
import { overallOf, type Overall } from './overall.ts';
import { createPausing, type Pausing } from './pausing.ts';
import { followPower } from './power.ts';
import {
  searchParams,
  similarParams,
  type Filters,
  type Question,
  type SimilarQuestion,
} from './question.ts';
import { readSettings } from './settings.ts';
import { WorkerLife, type LifeState } from './workerLife.ts';
import { forkWorker } from './workerProcess.ts';
import { openFiles } from './workspacePlaces.ts';

export interface Session extends Disposable {
  readonly overall: Overall;
  readonly life: LifeState;
  /** Another number whenever files were read again or taken out; null while no worker runs. */
  readonly generation: number | null;
  /** Files that change are read again by themselves. */
  readonly isFollowed: boolean;
  readonly onDidChange: vscode.Event<Overall>;
  /** The worker has other folders or reads them in another way: what was found so far may not hold any more. */
  readonly onDidReconfigure: vscode.Event<void>;
  /** Folders on disk; the others of a workspace cannot be read by another process. */
  folders(): readonly vscode.WorkspaceFolder[];
  start(): void;
  /** Starts a new worker. */
  restart(): void;
  /** To be called where somebody is about to ask: the first answer is not to wait for what can be loaded before. */
  prepare(): void;
  /** To be called at every key of a question or of a text: indexing gives way for a moment. */
  giveWay(): void;
  /** Has what was set aside read again. */
  forgive(): Promise<void>;
  search(question: Question, signal?: AbortSignal): Promise<FoundHits>;
  similar(question: SimilarQuestion, signal?: AbortSignal): Promise<FoundHits>;
  /** Settles when all of it, or these paths of a folder, are up to date. */
  index(root: string | null, only: readonly string[] | null): Promise<void>;
  status(): Promise<readonly Status[]>;
  /** What was left out of the folders when they were last looked at. */
  skipped(): Promise<readonly SkippedFile[]>;
  clear(): Promise<void>;
  setPaused(paused: boolean): void;
}

/** Milliseconds between two requests to give way; one lasts longer. */
const giveWayEvery = 100;

export class EditorSession implements Session {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<Overall>();
  readonly #reconfigured = new vscode.EventEmitter<void>();
  readonly #pausing: Pausing;
  readonly #life: WorkerLife;
  readonly #listeners: readonly Disposable[];
  /** What the worker was told, to know whether a setting that changed concerns it. */
  #told: Configuration | null = null;
  /** When indexing was last asked to give way, of `performance.now()`. */
  #gaveWay = -Infinity;

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#context = context;
    this.#log = log;
    this.#pausing = createPausing(context.workspaceState, () => void this.#applyPause());
    this.#life = new WorkerLife({
      fork: () => forkWorker(context.extensionPath),
      configuration: () => {
        this.#told = this.#configuration();
        return this.#told;
      },
      log,
      onChange: () => this.#changed.fire(this.overall),
      onOpened: (roots) => {
        this.#opened(roots);
        if (roots !== null) this.#reconfigured.fire();
      },
    });
    const power = followPower({
      isWanted: () => readSettings(vscode.workspace).pauseOnBattery,
      tell: (onBattery) => this.#pausing.setOnBattery(onBattery),
    });
    this.#listeners = [
      this.#changed,
      this.#reconfigured,
      power,
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#reconfigure()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === 'file' || document.isUntitled) this.giveWay();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('homing')) return;
        power.refresh();
        if (JSON.stringify(this.#configuration()) !== JSON.stringify(this.#told)) this.#reconfigure();
        // Where it is switched on, what nobody has followed so far is looked at.
        if (event.affectsConfiguration('homing.index.automatic')) this.#opened(null);
      }),
    ];
  }

  get overall(): Overall {
    const onDisk = this.folders().length;
    const elsewhere = (vscode.workspace.workspaceFolders ?? []).length - onDisk;
    return overallOf(this.#life.state, { onDisk, elsewhere }, this.#pausing.reason ?? 'person');
  }

  get life(): LifeState {
    return this.#life.state;
  }

  get generation(): number | null {
    const { state } = this.#life;
    if (state.type !== 'running') return null;
    return state.worker.folders.reduce((sum, folder) => sum + folder.generation, 0);
  }

  get isFollowed(): boolean {
    return this.#pausing.reason === null && readSettings(vscode.workspace).automatic;
  }

  get onDidChange(): vscode.Event<Overall> {
    return this.#changed.event;
  }

  get onDidReconfigure(): vscode.Event<void> {
    return this.#reconfigured.event;
  }

  folders(): readonly vscode.WorkspaceFolder[] {
    return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  }

  start(): void {
    this.restart();
  }

  restart(): void {
    if (this.folders().length > 0) this.#life.start();
    else this.#life.stop();
  }

  prepare(): void {
    if (this.#life.state.type === 'running') this.#life.call('prepare', null).catch(() => null);
  }

  giveWay(): void {
    const { overall } = this;
    const now = performance.now();
    if (overall.type !== 'indexing' || now - this.#gaveWay < giveWayEvery) return;
    this.#gaveWay = now;
    this.#life.call('giveWay', null).catch(() => null);
  }

  async forgive(): Promise<void> {
    await this.#life.call('forgive', null);
  }

  search(question: Question, signal?: AbortSignal): Promise<FoundHits> {
    return found(question.filters, () => this.#life.call('search', searchParams(question), signal));
  }

  similar(question: SimilarQuestion, signal?: AbortSignal): Promise<FoundHits> {
    return found(question.filters, () => this.#life.call('similar', similarParams(question), signal));
  }

  /** Indexing that fails shows in the state; nobody has to be told twice. */
  async index(root: string | null, only: readonly string[] | null): Promise<void> {
    try {
      const near = only === null ? openFiles(vscode.workspace.workspaceFolders ?? []) : [];
      await this.#life.call('index', { root, only, near });
    } catch (error) {
      if (!isAborted(error)) this.#log('debug', `Indexing ended early: ${failureOf(error).code}.`);
    }
  }

  status(): Promise<readonly Status[]> {
    return this.#life.call('status', null);
  }

  skipped(): Promise<readonly SkippedFile[]> {
    return this.#life.call('skipped', { root: null });
  }

  async clear(): Promise<void> {
    await this.#life.call('clear', { root: null });
  }

  setPaused(paused: boolean): void {
    this.#pausing.set(paused);
  }

  dispose(): void {
    this.#life.stop();
    for (const listener of this.#listeners) listener.dispose();
  }

  #configuration(): Configuration {
    return configurationFor(this.#context, this.folders());
  }

  #reconfigure(): void {
    const { priority } = this.#configuration();
    if (this.folders().length === 0) this.#life.stop();
    // No process may raise its own rank.
    else if (priority !== 'low' && this.#told?.priority === 'low') this.restart();
    else this.#life.configure();
  }

  async #applyPause(): Promise<void> {
    const { type } = this.#life.state;
    if (type === 'running' || type === 'starting') {
      const isPaused = this.#pausing.reason !== null;
      await this.#life.call(isPaused ? 'pause' : 'resume', null).catch(() => null);
      // What was read before the pause can be searched: it is counted now, not when all is done.
      if (isPaused) this.status().catch(() => null);
    }
    this.#changed.fire(this.overall);
  }

  /** Null: all folders. */
  #opened(roots: readonly string[] | null): void {
    const isPaused = this.#pausing.reason !== null;
    // Calls keep their order: nothing begins that a pause would have to stop.
    if (isPaused) void this.#applyPause();
    const { automatic } = readSettings(vscode.workspace);
    // What is there is counted first where nothing else does it.
    if (!automatic && !isPaused) this.status().catch(() => null);
    if (automatic) for (const root of roots ?? [null]) void this.index(root, null);
  }
}

/** No place to look at is nothing to find. */
async function found({ within }: Filters, call: () => Promise<FoundHits>): Promise<FoundHits> {
  return within?.length === 0 ? { hits: [], ms: 0, missing: [], failed: [] } : call();
}
