import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** One line about the machine as it is now. */
export function describeMachine(): string {
  const [model] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return (
    `${model?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory} GiB, ` +
    `${type()} ${release()}, Node ${process.versions.node}`
  );
}

/** How many threads wanted a core during the last minute; more than there are cores: the clock tells of them too. */
export function load(): number {
  return loadavg()[0] ?? 0;
}
