/** How long the thread is held: what a call that arrives meanwhile waits for. */

export interface Turns {
  /** Milliseconds by the clock, and of this thread's processor time, of each turn longer than `noticed`. */
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
}

/** Milliseconds between two looks, and from which on a turn counts. */
const lookEvery = 1;
const noticed = 1;

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export function watchTurns(): { stop(): Turns } {
  const wall: number[] = [];
  const cpu: number[] = [];
  let last = performance.now();
  let lastCpu = processorTime();
  const look = (): void => {
    const now = performance.now();
    const nowCpu = processorTime();
    const held = now - last - lookEvery;
    if (held > noticed) wall.push(held);
    if (nowCpu - lastCpu > noticed) cpu.push(nowCpu - lastCpu);
    last = now;
    lastCpu = nowCpu;
    timer = setTimeout(look, lookEvery);
  };
  let timer = setTimeout(look, lookEvery);
  return {
    stop: () => {
      clearTimeout(timer);
      return { wall, cpu };
    },
  };
}
