import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds to wait for the next turn of the event loop: the shortest that a timer knows. */
export const nextTurn = 1;

/** Each step in a turn of its own: between two of them the extension host does what others want of it. */
export async function inTurns(steps: readonly (() => void)[]): Promise<void> {
  for (const step of steps) {
    await sleep(nextTurn);
    step();
  }
}
