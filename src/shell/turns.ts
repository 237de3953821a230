import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds to wait for the next turn of the event loop: the shortest that a timer knows. */
export const nextTurn = 1;

/** Lets the extension host do what others want of it, before the next piece of our own work. */
export async function othersTurn(): Promise<void> {
  await sleep(nextTurn);
}
