import type { Port } from '../../src/protocol/rpc.ts';

export interface PortPair {
  readonly client: Port;
  readonly server: Port;
  /** Both sides learn that the other is gone; what is on its way is lost. */
  readonly close: () => void;
}

/** Two connected ends in memory: messages are copied as JSON and arrive a turn later, in order. */
export function portPair(): PortPair {
  const ends = [end(), end()] as const;
  let open = true;
  const portOf = (own: End, other: End): Port => ({
    send: (message) => {
      if (!open) throw new Error('The channel is closed.');
      const copy: unknown = JSON.parse(JSON.stringify(message));
      queueMicrotask(() => {
        if (open) for (const listener of other.onMessage) listener(copy);
      });
    },
    onMessage: (listener) => void own.onMessage.push(listener),
    onClose: (listener) => void own.onClose.push(listener),
  });
  return {
    client: portOf(ends[0], ends[1]),
    server: portOf(ends[1], ends[0]),
    close: () => {
      if (!open) return;
      open = false;
      for (const each of ends) for (const listener of each.onClose) listener();
    },
  };
}

interface End {
  readonly onMessage: ((message: unknown) => void)[];
  readonly onClose: (() => void)[];
}

function end(): End {
  return { onMessage: [], onClose: [] };
}
