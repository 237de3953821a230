import { join } from 'node:path';
import type { Configuration } from '../../src/protocol/messages.ts';

const project = join(import.meta.dirname, '..', '..');

/** What a worker is told in tests: the repository's own models and grammars, one thread of the CPU. */
export function workerConfiguration(
  storage: string,
  roots: readonly string[],
  changes: Partial<Configuration> = {},
): Configuration {
  return {
    storage,
    models: join(project, 'models'),
    grammars: join(project, 'node_modules'),
    device: 'cpu',
    threads: 1,
    priority: 'low',
    cacheBytes: 2 ** 20,
    automatic: true,
    folders: roots.map((root) => ({ root, exclude: [], include: [] })),
    ...changes,
  };
}
