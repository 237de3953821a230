/** Calls over a port. Every call settles: with its result, its failure, `aborted`, or why the port closed. */
import { EngineError } from '../engine/errors.ts';
import {
  calls,
  envelope,
  notification,
  type Failure,
  type FailureCode,
  type Method,
  type Notification,
  type Params,
  type Result,
} from './messages.ts';

/** One end of a two-way connection that keeps order and loses nothing while it is open. */
export interface Port {
  /** May throw, and may drop the message, once the port is closed. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** A call's failure on the caller's side. */
export class CallError extends Error {
  readonly code: FailureCode;

  constructor({ code, message }: Failure) {
    super(message);
    this.name = 'CallError';
    this.code = code;
  }
}

/** An error as data. Only an EngineError's sentence is meant for people. */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError || error instanceof CallError) {
    return { code: error.code, message: error.message };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

export interface Client {
  /** Rejects with CallError. */
  call<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>>;
}

export interface ClientListeners {
  readonly onNotification: (notification: Notification) => void;
  /** Hears of a message that is none of the protocol's. */
  readonly onInvalid: (error: unknown) => void;
  /** Asked when the port closes. Default: the other side ended. */
  readonly whyClosed?: () => Failure;
}

export const lost: Failure = { code: 'workerLost', message: 'The search process ended.' };
const stopped: Failure = { code: 'aborted', message: 'It was stopped.' };

export function connect(port: Port, { onNotification, onInvalid, whyClosed }: ClientListeners): Client {
  const pending = new PendingCalls();
  let nextId = 1;
  port.onMessage((message) => {
    try {
      receive(message, pending, onNotification);
    } catch (error) {
      onInvalid(error);
    }
  });
  port.onClose(() => pending.close(whyClosed?.() ?? lost));
  return {
    call: async <M extends Method>(
      method: M,
      params: Params<M>,
      signal?: AbortSignal,
    ): Promise<Result<M>> => {
      if (signal?.aborted === true) throw new CallError(stopped);
      const id = nextId++;
      const abort = (): void => {
        pending.fail(id, stopped);
        trySend(port, { type: 'cancel', id });
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const result = pending.add(id, method);
        if (!trySend(port, { type: 'call', id, method, params })) pending.fail(id, lost);
        return (await result) as Result<M>;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

function receive(
  message: unknown,
  pending: PendingCalls,
  onNotification: (told: Notification) => void,
): void {
  const received = envelope(message, 'message');
  switch (received.type) {
    case 'result':
      pending.succeed(received.id, received.result);
      break;
    case 'failure':
      pending.fail(received.id, received.failure);
      break;
    case 'notification':
      onNotification(notification(received.notification, 'notification'));
      break;
    case 'call':
    case 'cancel':
      throw new TypeError(`message.type should not be ${received.type} here`);
  }
}

interface PendingCall {
  readonly method: Method;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CallError) => void;
}

/** Calls that wait for their answer; each settles once, and what comes after that is dropped. */
class PendingCalls {
  readonly #calls = new Map<number, PendingCall>();
  #closed: Failure | null = null;

  add(id: number, method: Method): Promise<unknown> {
    if (this.#closed !== null) return Promise.reject(new CallError(this.#closed));
    return new Promise((resolve, reject) => void this.#calls.set(id, { method, resolve, reject }));
  }

  succeed(id: number, result: unknown): void {
    const call = this.#take(id);
    if (call === undefined) return;
    try {
      call.resolve(calls[call.method].result(result, call.method));
    } catch (error) {
      call.reject(new CallError(toFailure(error)));
    }
  }

  fail(id: number, failure: Failure): void {
    this.#take(id)?.reject(new CallError(failure));
  }

  close(why: Failure): void {
    this.#closed = why;
    for (const id of [...this.#calls.keys()]) this.fail(id, why);
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}

export type Handlers = {
  readonly [M in Method]: (params: Params<M>, signal: AbortSignal) => Promise<Result<M>>;
};

export interface Server {
  notify(notification: Notification): void;
}

/** Answers calls. `onError` hears what is no EngineError, for the log. */
export function serve(port: Port, handlers: Handlers, onError: (error: unknown) => void): Server {
  const running = new Map<number, AbortController>();

  const answer = async (id: number, method: string, params: unknown): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await handle(handlers, method, params, controller.signal);
      trySend(port, { type: 'result', id, result });
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'internal') onError(error);
      trySend(port, { type: 'failure', id, failure });
    } finally {
      running.delete(id);
    }
  };
  port.onMessage((message) => {
    try {
      const received = envelope(message, 'message');
      if (received.type === 'call') void answer(received.id, received.method, received.params);
      else if (received.type === 'cancel') running.get(received.id)?.abort();
      else throw new TypeError(`message.type should not be ${received.type} here`);
    } catch (error) {
      onError(error);
    }
  });
  port.onClose(() => {
    for (const controller of running.values()) controller.abort();
  });
  return { notify: (told) => void trySend(port, { type: 'notification', notification: told }) };
}

async function handle(
  handlers: Handlers,
  method: string,
  params: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!isMethod(method)) throw new TypeError(`message.method should not be ${method}`);
  // One entry of a table of calls cannot be told to fit one of a table of handlers.
  const handler = handlers[method] as (params: unknown, signal: AbortSignal) => Promise<unknown>;
  return handler(calls[method].params(params, method), signal);
}

function isMethod(method: string): method is Method {
  return Object.hasOwn(calls, method);
}

/** False when the other side is gone. */
function trySend(port: Port, message: unknown): boolean {
  try {
    port.send(message);
    return true;
  } catch {
    return false;
  }
}
