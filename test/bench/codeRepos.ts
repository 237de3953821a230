/**
 * Quality of search on the code-repos benchmark: NDCG@10 per repository for each mode.
 * node test/bench/codeRepos.ts --data DIR --repos DIR [--storage DIR] [--only a,b] [--until static]
 * `--data` holds repos.json and annotations/, `--repos` one folder a repository at its pinned revision, either the whole
 * or only the benchmark's sub-folder in its place.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEncoders } from '../../src/engine/embed/encoders.ts';
import { openEngine, type Engine } from '../../src/engine/engine.ts';
import type { Hit, SearchMode } from '../../src/engine/types.ts';

interface Repository {
  readonly name: string;
  readonly benchmark_root?: string | null;
}

interface Span {
  readonly path: string;
  readonly start_line?: number;
  readonly end_line?: number;
}

interface Annotation {
  readonly query: string;
  readonly relevant: readonly (string | Span)[];
  readonly secondary?: readonly (string | Span)[];
  readonly category: string;
}

const modes: readonly SearchMode[] = ['hybrid', 'dense', 'lexical'];

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    repos: { type: 'string' },
    storage: { type: 'string', default: '/tmp/homing-bench' },
    only: { type: 'string' },
    until: { type: 'string', default: 'student' },
    misses: { type: 'boolean', default: false },
  },
});

function matches(hit: Hit, target: string | Span): boolean {
  const path = typeof target === 'string' ? target : target.path;
  if (hit.path !== path && !hit.path.endsWith(`/${path}`) && !path.endsWith(`/${hit.path}`)) return false;
  if (typeof target === 'string' || target.start_line === undefined) return true;
  return hit.startLine <= (target.end_line ?? target.start_line) && hit.endLine >= target.start_line;
}

function ndcgOf(hits: readonly Hit[], { relevant, secondary = [] }: Annotation): number {
  const targets = [...relevant, ...secondary];
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const gained = targets
    .map((target) => hits.findIndex((hit) => matches(hit, target)))
    .filter((rank) => rank !== -1)
    .reduce((sum, rank) => sum + gain(rank), 0);
  const ideal = Array.from({ length: Math.min(10, targets.length) }, (_, rank) => gain(rank));
  return gained / ideal.reduce((sum, each) => sum + each, 0);
}

async function score(engine: Engine, annotations: readonly Annotation[], mode: SearchMode): Promise<number> {
  let sum = 0;
  for (const annotation of annotations) {
    const request = {
      text: annotation.query,
      k: 10,
      mode,
      literal: true,
      paths: [],
      languages: [],
      kinds: [],
    };
    const { hits } = await engine.search(request);
    const ndcg = ndcgOf(hits, annotation);
    sum += ndcg;
    if (values.misses && mode === 'hybrid' && ndcg < 0.7) {
      const found = hits.slice(0, 5).map((hit) => `${hit.path}:${hit.startLine} ${hit.score.toFixed(2)}`);
      console.log(
        `  ${ndcg.toFixed(2)} "${annotation.query}" wants ${JSON.stringify([...annotation.relevant, ...(annotation.secondary ?? [])])}`,
      );
      console.log(`       ${found.join('  ')}`);
    }
  }
  return sum / annotations.length;
}

const data = values.data ?? '';
const repos = values.repos ?? '';
const repositories = (JSON.parse(readFileSync(join(data, 'repos.json'), 'utf8')) as Repository[])
  .filter(({ name }) => existsSync(join(repos, name)))
  .filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));
const packageRoot = join(import.meta.dirname, '..', '..');
const assets = {
  models: join(packageRoot, 'models'),
  grammars: join(packageRoot, 'node_modules', 'tree-sitter-wasms', 'out'),
};
const log = (level: string, message: string): void => {
  if (level === 'warn' || level === 'error') console.error(message);
};
const encoders = await openEncoders({ assets, device: 'cpu', threads: 0, environment: {}, log });
const sums = modes.map(() => 0);
for (const { name, benchmark_root } of repositories) {
  const root = join(repos, name, benchmark_root ?? '');
  const engine = await openEngine({ root, storage: values.storage, assets, encoders, log });
  const run = engine.index({ until: values.until === 'static' ? 'static' : 'student' });
  while ((await run.next()).done !== true);
  const annotations = JSON.parse(
    readFileSync(join(data, 'annotations', `${name}.json`), 'utf8'),
  ) as Annotation[];
  const scores: number[] = [];
  for (const mode of modes) scores.push(await score(engine, annotations, mode));
  scores.forEach((each, at) => (sums[at] = (sums[at] ?? 0) + each));
  console.log(name.padEnd(14), modes.map((mode, at) => `${mode} ${(scores[at] ?? 0).toFixed(3)}`).join('  '));
  await engine.close();
}
const means = sums.map((sum) => (sum / repositories.length).toFixed(3));
console.log('mean'.padEnd(14), modes.map((mode, at) => `${mode} ${means[at] ?? ''}`).join('  '));
await encoders.close();
