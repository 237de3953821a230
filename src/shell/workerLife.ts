/** The worker from its start to its end: opened, watched, started again after a crash, given up after too many. */
import type { ChildProcess } from 'node:child_process';
import type { Log } from '../engine/types.ts';
import type {
  Configuration,
  Failure,
  Method,
  Notification,
  Params,
  Result,
  WorkerState,
} from '../protocol/messages.ts';
import { messageOf } from '../engine/errors.ts';
import { processPort } from '../protocol/processPort.ts';
import { CallError, connect, lost, toFailure, type Client } from '../protocol/rpc.ts';
import { abortable, pendingReady, renewed } from './ready.ts';
import { nextTurn } from './turns.ts';

export type LifeState =
  | { readonly type: 'stopped' }
  | { readonly type: 'starting' }
  | { readonly type: 'running'; readonly worker: WorkerState; readonly restarts: number }
  /** It ended by itself and is started again in so many seconds. */
  | { readonly type: 'restarting'; readonly seconds: number }
  | { readonly type: 'failed'; readonly failure: Failure };

export interface LifeParts {
  readonly fork: () => ChildProcess;
  readonly configuration: () => Configuration;
  readonly log: Log;
  readonly onChange: (state: LifeState) => void;
  /** A worker is ready, at the start and after every restart (null), or for these folders, which it did not have so far. */
  readonly onOpened: (roots: readonly string[] | null) => void;
  readonly timing?: LifeTiming;
}

/** Milliseconds. */
export interface LifeTiming {
  /** Wait before each restart in a row; beyond the last it is given up. */
  readonly backOff: readonly number[];
  /** A worker that lived this long was well: counting begins anew. */
  readonly wellAfter: number;
  /** Without a message for so many looks at this interval it hangs and is killed. */
  readonly lookEvery: number;
  readonly mostSilentLooks: number;
}

const defaultTiming: LifeTiming = {
  backOff: [500, 2_000, 5_000, 15_000, 60_000],
  wellAfter: 300_000,
  lookEvery: 10_000,
  mostSilentLooks: 6,
};

const silent: Failure = {
  code: 'workerSilent',
  message: 'The search process did not answer and was started anew: ask again.',
};

const closed: Failure = { code: 'closed', message: 'Homing was stopped.' };

function isLoss({ code }: Failure): boolean {
  return code === lost.code || code === silent.code;
}

/** Calls that may be made twice. */
const questions: ReadonlySet<Method> = new Set(['search', 'similar', 'status', 'skipped']);

export class WorkerLife {
  readonly #parts: LifeParts;
  readonly #timing: LifeTiming;
  #ready = pendingReady();
  #child: ChildProcess | null = null;
  #client: Client | null = null;
  /** Process id of the worker before, where it ended by itself. */
  #lost: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #startedAt = 0;
  #restarts = 0;
  #inARow = 0;
  #state: LifeState = { type: 'stopped' };

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.#timing = parts.timing ?? defaultTiming;
  }

  get state(): LifeState {
    return this.#state;
  }

  /** Starts a worker, ending the one that runs; calls made meanwhile wait for it. */
  start(): void {
    this.#end();
    this.#lost = null;
    this.#inARow = 0;
    this.#launch();
  }

  /** Tells the worker of a configuration that has changed; starts one where none runs. */
  configure(): void {
    const [client, child] = [this.#client, this.#child];
    if (client === null || child === null) {
      // One that is started soon is told then.
      if (this.#timer === null) this.start();
      return;
    }
    client.call('configure', this.#parts.configuration()).then(
      (roots) => {
        if (this.#child === child) this.#parts.onOpened(roots);
      },
      (error: unknown) => {
        if (this.#child === child) this.#refused(toFailure(error));
      },
    );
  }

  /** Ends the worker for good; calls reject from now on. */
  stop(): void {
    this.#end();
    // The old one may be the worker that has just ended, which says no more than that.
    this.#ready = renewed(this.#ready);
    this.#ready.reject(new CallError(closed));
    this.#show({ type: 'stopped' });
  }

  /** Waits for a worker that is starting. Questions survive a crash once; rejects with CallError. */
  async call<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>> {
    for (let attempt = 0; ; attempt++) {
      const client = await abortable(this.#ready.promise, signal);
      try {
        return await client.call(method, params, signal);
      } catch (error) {
        const isQuestion = questions.has(method);
        if (!(isQuestion && attempt === 0 && isLoss(toFailure(error)))) throw error;
      }
    }
  }

  #show(state: LifeState): void {
    this.#state = state;
    this.#parts.onChange(state);
  }

  /** In turns: starting a process alone holds the extension host for as long as it may be held at a time. */
  #launch(): void {
    this.#ready = renewed(this.#ready);
    this.#show({ type: 'starting' });
    this.#later(nextTurn, () => this.#fork());
  }

  #fork(): void {
    const { log } = this.#parts;
    this.#startedAt = performance.now();
    let child: ChildProcess;
    try {
      child = this.#parts.fork();
    } catch (error) {
      this.#crashed(messageOf(error), null);
      return;
    }
    this.#child = child;
    let exited = false;
    const exit = (how: string): void => {
      if (exited) return;
      exited = true;
      if (this.#child === child) this.#crashed(how, child.pid ?? null);
    };
    // It cannot be asked any more, though how it ended is told later: who asks now waits for the next one.
    child.once('disconnect', () => {
      if (this.#child !== child) return;
      this.#ready = renewed(this.#ready);
      child.kill('SIGKILL');
    });
    child.once('error', (error) => exit(error.message));
    child.once('exit', (code, signal) => exit(signal ?? `exit code ${code ?? 'unknown'}`));
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => log('warn', text.trimEnd()));
    }
    let why = lost;
    const client = connect(processPort(child), {
      onNotification: (notification) => {
        if (this.#child === child) this.#heard(notification);
      },
      onInvalid: (error) => log('error', `The search process said something unknown: ${String(error)}`),
      whyClosed: () => (this.#state.type === 'stopped' ? closed : why),
    });
    this.#watch(child, () => (why = silent));
    this.#later(nextTurn, () => this.#open(client, child));
  }

  #open(client: Client, child: ChildProcess): void {
    this.#client = client;
    client.call('open', { configuration: this.#parts.configuration(), lost: this.#lost }).then(
      (setAside) => {
        // What was in the way is not any more.
        if (setAside.length > 0) this.#inARow = 0;
        if (this.#child === child) this.#opened(client);
      },
      (error: unknown) => {
        if (this.#child === child) this.#refused(toFailure(error));
      },
    );
  }

  #later(ms: number, act: () => void): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      act();
    }, ms);
  }

  #opened(client: Client): void {
    this.#ready.resolve(client);
    this.#parts.log('info', 'The search process is ready.');
    this.#parts.onOpened(null);
  }

  /** It runs but cannot work; one that was lost is dealt with as its exit. */
  #refused(failure: Failure): void {
    if (isLoss(failure)) return;
    this.#end();
    this.#giveUp(failure);
  }

  #giveUp(failure: Failure): void {
    this.#parts.log('error', failure.message);
    this.#ready = renewed(this.#ready);
    this.#ready.reject(new CallError(failure));
    this.#show({ type: 'failed', failure });
  }

  #heard(notification: Notification): void {
    switch (notification.type) {
      case 'heartbeat':
        break;
      case 'log':
        this.#parts.log(notification.level, notification.message);
        break;
      case 'state':
        this.#show({ type: 'running', worker: notification.state, restarts: this.#restarts });
        break;
    }
  }

  #crashed(how: string, lost: number | null): void {
    this.#end();
    this.#lost = lost;
    if (performance.now() - this.#startedAt > this.#timing.wellAfter) this.#inARow = 0;
    const wait = this.#timing.backOff[this.#inARow];
    this.#inARow++;
    this.#restarts++;
    this.#parts.log('error', `The search process ended by itself (${how}).`);
    if (wait === undefined) {
      this.#giveUp({
        code: 'workerFailing',
        message: `The search process ended ${this.#inARow} times in a row.`,
      });
      return;
    }
    this.#ready = renewed(this.#ready);
    this.#show({ type: 'restarting', seconds: Math.ceil(wait / 1000) });
    this.#later(wait, () => this.#launch());
  }

  /** A hang is told from a sleeping computer by counting looks, which sleep too. */
  #watch(child: ChildProcess, onSilent: () => void): void {
    let silentLooks = 0;
    child.on('message', () => (silentLooks = 0));
    const look = setInterval(() => {
      silentLooks++;
      if (silentLooks <= this.#timing.mostSilentLooks) return;
      this.#parts.log('error', 'The search process does not answer: it is ended.');
      onSilent();
      child.kill('SIGKILL');
    }, this.#timing.lookEvery);
    // One that could not be started ends without an exit.
    for (const end of ['exit', 'error']) child.once(end, () => clearInterval(look));
  }

  #end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const child = this.#child;
    this.#child = null;
    this.#client = null;
    if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}
