/** Waiting for a worker, whichever it will be. */
import { CallError, type Client } from '../protocol/rpc.ts';

export interface Ready {
  readonly promise: Promise<Client>;
  readonly resolve: (client: Client) => void;
  readonly reject: (error: unknown) => void;
}

export function pendingReady(): Ready {
  let resolve: Ready['resolve'] = () => undefined;
  let reject: Ready['reject'] = () => undefined;
  const promise = new Promise<Client>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // Nobody may be waiting when it fails.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** A new promise to wait for, which those who wait for the old one wait for too. */
export function renewed(old: Ready): Ready {
  const ready = pendingReady();
  old.resolve(ready.promise as never);
  return ready;
}

export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(new CallError({ code: 'aborted', message: 'It was stopped.' }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
