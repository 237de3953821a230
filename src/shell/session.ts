/** What the parts of the shell share: the worker, the folders it searches, and the state of the whole. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentKind, Log, SearchRequest, Status } from '../engine/types.ts';
import type { Configuration, FoundHits } from '../protocol/messages.ts';
import { failureOf, isAborted } from './failures.ts';
import { overallOf, type Overall } from './overall.ts';
import { readExclude, readSettings } from './settings.ts';
import { WorkerLife, type LifeState } from './workerLife.ts';
import { forkWorker } from './workerProcess.ts';

export interface Question {
  readonly text: string;
  /** Empty: code and documents. */
  readonly kinds: readonly ContentKind[];
  /** Hits at the most. */
  readonly k: number;
}

export interface Session extends Disposable {
  readonly overall: Overall;
  readonly life: LifeState;
  readonly onDidChange: vscode.Event<Overall>;
  /** Folders on disk; the others of a workspace cannot be read by another process. */
  folders(): readonly vscode.WorkspaceFolder[];
  start(): void;
  /** Starts a new worker. */
  restart(): void;
  search(question: Question, signal?: AbortSignal): Promise<FoundHits>;
  /** Settles when all of it, or these paths of a folder, are up to date. */
  index(root: string | null, only: readonly string[] | null): Promise<void>;
  status(): Promise<readonly Status[]>;
  clear(): Promise<void>;
  setPaused(paused: boolean): Promise<void>;
}

export function createSession(context: vscode.ExtensionContext, log: Log): Session {
  const changed = new vscode.EventEmitter<Overall>();
  const folders = (): readonly vscode.WorkspaceFolder[] =>
    (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const overall = (): Overall => overallOf(life.state, folders().length);
  const life = new WorkerLife({
    fork: () => forkWorker(context.extensionPath),
    configuration: () => configurationFor(context, folders()),
    log,
    onChange: () => changed.fire(overall()),
    onOpened: () =>
      void (readSettings(vscode.workspace).automatic ? index(null, null) : status().catch(() => null)),
  });
  /** Indexing that fails shows in the state; nobody has to be told twice. */
  const index = async (root: string | null, only: readonly string[] | null): Promise<void> => {
    try {
      await life.call('index', { root, only });
    } catch (error) {
      if (!isAborted(error)) log('debug', `Indexing ended early: ${failureOf(error).code}.`);
    }
  };
  const status = async (): Promise<readonly Status[]> => life.call('status', null);
  const restart = (): void => {
    if (folders().length > 0) life.start();
    else life.stop();
  };
  const listeners = [
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('homing')) restart();
    }),
  ];
  return {
    get overall() {
      return overall();
    },
    get life() {
      return life.state;
    },
    onDidChange: changed.event,
    folders,
    start: restart,
    restart,
    search: (question, signal) => life.call('search', { request: requestFor(question), roots: [] }, signal),
    index,
    status,
    clear: async () => {
      await life.call('clear', { root: null });
    },
    setPaused: async (paused) => {
      await life.call(paused ? 'pause' : 'resume', null);
    },
    dispose: () => {
      life.stop();
      for (const listener of listeners) listener.dispose();
    },
  };
}

function requestFor({ text, kinds, k }: Question): SearchRequest {
  return { text, k, mode: 'hybrid', literal: false, paths: [], languages: [], kinds };
}

function configurationFor(
  context: vscode.ExtensionContext,
  folders: readonly vscode.WorkspaceFolder[],
): Configuration {
  const { device, threads } = readSettings(vscode.workspace);
  const packaged = join(context.extensionPath, 'dist', 'grammars');
  return {
    storage: context.globalStorageUri.fsPath,
    models: join(context.extensionPath, 'models'),
    grammars: existsSync(packaged)
      ? packaged
      : join(context.extensionPath, 'node_modules', 'tree-sitter-wasms', 'out'),
    device,
    threads,
    folders: folders.map(({ uri }) => ({
      root: uri.fsPath,
      exclude: readExclude(vscode.workspace, uri),
    })),
  };
}
