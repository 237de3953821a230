import type { ChildProcess } from 'node:child_process';
import type { Port } from './rpc.ts';

/** The channel of a forked process: `process` itself on the child's side, the ChildProcess on the parent's. */
export function processPort(process: NodeJS.Process | ChildProcess): Port {
  return {
    send: (message) => {
      if (process.send === undefined || !process.connected) throw new Error('The channel is closed.');
      // With a callback a failing write is told to it; without, it would be thrown as an event.
      process.send(message as object, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}
