import { fork, type ChildProcess } from 'node:child_process';
import { EngineError } from '../errors.ts';
import type { Log } from '../types.ts';
import type { Done, FromProcess, Work } from './graphMessages.ts';
import type { Graphs } from './graphs.ts';
import type { Device, Session } from './session.ts';

export interface RemoteGraphsParts {
  /** Script of the process: `graphProcess.ts`, or its bundle. Absolute. */
  readonly script: string;
  /** Of the student. Absolute. */
  readonly folder: string;
  /** That a session on the CPU is going to use: it is opened before it is asked for. */
  readonly threads: number;
  readonly log: Log;
  /** Hears that the process ended twice at the same text: whatever it is asked next may end it again. */
  readonly onLost: () => void;
  /** Closes what is still being loaded. Default: nothing does. */
  readonly stop?: AbortSignal;
  /** Milliseconds a call may take; default a minute. */
  readonly longestCall?: number;
}

/** Milliseconds after which a driver is taken to hang: loading takes one second, a batch a tenth. */
const longestCall = 60_000;
/** Milliseconds that the process has to end by itself. */
const longestEnd = 2_000;

/** The process has ended, or was ended because it did not answer. */
export class ProcessLost extends Error {
  constructor(how: string) {
    super(`The process that encodes ${how}.`);
    this.name = 'ProcessLost';
  }
}

interface Waiting {
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** One process. It is used until it is lost; then another one takes its place. */
class GraphProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #longestCall: number;
  readonly #ended: Promise<void>;
  #lost: ProcessLost | null = null;
  #nextId = 1;

  constructor({ script, folder, threads, log, ...parts }: RemoteGraphsParts) {
    this.#longestCall = parts.longestCall ?? longestCall;
    this.#child = fork(script, [folder, String(threads)], {
      // Of a group of its own: Ctrl-C goes to all of the terminal's, and would end this one before it has come to where signals are left to its parent.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'json',
    });
    this.#child.on('message', (message: FromProcess) => {
      if (message.type === 'log') log(message.level, message.message);
      else this.#take(message.id)?.resolve(message.done);
    });
    this.#child.on('error', (error) => this.#lose(`could not be started or reached: ${error.message}`));
    this.#ended = new Promise((resolve) => {
      // What hangs in native code does not see that its channel is closed.
      const kill = (): void => void this.#child.kill('SIGKILL');
      process.once('exit', kill);
      this.#child.once('exit', (code, signal) => {
        process.off('exit', kill);
        this.#lose(`ended (${signal ?? `exit code ${code ?? 'unknown'}`})`);
        resolve();
      });
    });
  }

  get lost(): boolean {
    return this.#lost !== null;
  }

  async call<T extends Done['type']>(work: Work, expected: T): Promise<Extract<Done, { type: T }>> {
    const done = await this.#send(work);
    if (done.type === 'failed') {
      throw done.code === null ? new Error(done.message) : new EngineError(done.code, done.message);
    }
    if (done.type !== expected) throw new TypeError(`The process that encodes answered ${done.type}.`);
    return done as Extract<Done, { type: T }>;
  }

  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), longestEnd);
    if (this.#child.pid !== undefined) await this.#ended;
    clearTimeout(timer);
  }

  #send(work: Work): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) {
        reject(this.#lost);
        return;
      }
      const id = this.#nextId++;
      const timer = setTimeout(() => {
        this.#lose(`did not answer for ${this.#longestCall / 1_000} s`);
        this.#child.kill('SIGKILL');
      }, this.#longestCall);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#child.send({ id, work }, (error) => {
        if (error !== null) this.#lose(`could not be reached: ${error.message}`);
      });
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #lose(how: string): void {
    this.#lost ??= new ProcessLost(how);
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(this.#lost);
  }
}

/**
 * In a process of its own, so that encoding never holds the thread that answers, and what ends the one does not end the other.
 * Where it ends on the CPU another one takes its place, and is asked the same once more; a GPU that ends it rejects with
 * ProcessLost. Rejects as `loadGraphs` does.
 */
export async function remoteGraphs(parts: RemoteGraphsParts): Promise<Graphs> {
  const graphs = new RemoteGraphs(parts);
  const stop = (): void => void graphs.close();
  if (parts.stop?.aborted === true) stop();
  else parts.stop?.addEventListener('abort', stop);
  try {
    const { fallback } = await graphs.load();
    return { fallback, open: (device) => graphs.open(device), close: () => graphs.close() };
  } catch (error) {
    await graphs.close();
    throw error;
  }
}

class RemoteGraphs {
  readonly #parts: RemoteGraphsParts;
  #process: GraphProcess;
  #closed = false;

  constructor(parts: RemoteGraphsParts) {
    this.#parts = parts;
    this.#process = new GraphProcess(parts);
  }

  load(): Promise<Extract<Done, { type: 'loaded' }>> {
    return this.#twice(() => this.current().call({ type: 'load' }, 'loaded'));
  }

  async open(device: Device): Promise<Session> {
    const openOnce = (): Promise<RemoteSession> => this.openIn(device);
    return device.type === 'gpu' ? openOnce() : this.#twice(openOnce);
  }

  async openIn(device: Device): Promise<RemoteSession> {
    const process = this.current();
    const { session } = await process.call({ type: 'open', device }, 'opened');
    return new RemoteSession({ graphs: this, device, process, number: session });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process.close();
  }

  /** The process; another one where it is lost. */
  current(): GraphProcess {
    if (this.#process.lost && !this.#closed) {
      this.#process = new GraphProcess(this.#parts);
      this.#parts.log('info', 'The process that encodes is started again.');
    }
    return this.#process;
  }

  /** Once more where the process is lost; twice is a reason to give up. */
  async again<T>(work: () => Promise<T>, first: unknown): Promise<T> {
    if (!(first instanceof ProcessLost) || this.#closed) throw first;
    this.#parts.log('warn', first.message);
    return work();
  }

  giveUp(error: unknown): void {
    if (error instanceof ProcessLost && !this.#closed) this.#parts.onLost();
  }

  /** What is done before there is any text: a runtime that ends every process is as good as none. */
  async #twice<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work().catch((error: unknown) => this.again(work, error));
    } catch (cause) {
      if (!(cause instanceof ProcessLost) || this.#closed) throw cause;
      const message =
        'ONNX Runtime ends every process that loads it on this machine: ' +
        'see the log for the reason; until then only the fast static model is available.';
      throw new EngineError('nativeMissing', message, { cause });
    }
  }
}

interface SessionParts {
  readonly graphs: RemoteGraphs;
  readonly device: Device;
  readonly process: GraphProcess;
  /** Of the session in its process. */
  readonly number: number;
}

class RemoteSession implements Session {
  #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  async run(batch: readonly Int32Array[]): Promise<readonly Float32Array[]> {
    try {
      return await this.#run(batch);
    } catch (error) {
      const { graphs, device } = this.#parts;
      if (device.type === 'gpu') throw error;
      try {
        return await graphs.again(() => this.#runAnew(batch), error);
      } catch (second) {
        graphs.giveUp(second);
        throw second;
      }
    }
  }

  async release(): Promise<void> {
    const { process, number } = this.#parts;
    if (!process.lost) await process.call({ type: 'release', session: number }, 'released');
  }

  async #runAnew(batch: readonly Int32Array[]): Promise<readonly Float32Array[]> {
    const { graphs, device } = this.#parts;
    this.#parts = (await graphs.openIn(device)).#parts;
    return this.#run(batch);
  }

  async #run(batch: readonly Int32Array[]): Promise<readonly Float32Array[]> {
    const { process, number } = this.#parts;
    const ids = batch.map((text) => Array.from(text));
    const { vectors } = await process.call({ type: 'run', session: number, batch: ids }, 'vectors');
    return vectors.map((vector) => Float32Array.from(vector));
  }
}
