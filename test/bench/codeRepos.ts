/**
 * The code-repos benchmark: open-source repositories, each with questions and the files or spans that answer them.
 * Scored by its own rules: of the ten best hits, each target counts at the rank of the first hit that matches it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Span {
  readonly path: string;
  readonly start_line?: number;
  readonly end_line?: number;
}

export interface Annotation {
  readonly query: string;
  readonly relevant: readonly (string | Span)[];
  readonly secondary?: readonly (string | Span)[];
  readonly category: string;
}

export interface Repository {
  readonly name: string;
  readonly url: string;
  readonly revision: string;
  /** Absolute folder that is indexed. */
  readonly root: string;
  readonly annotations: readonly Annotation[];
}

/** What a hit must tell to be scored. */
export type Found = Pick<Span, 'path'> & { readonly startLine: number; readonly endLine: number };

interface Entry {
  readonly name: string;
  readonly url: string;
  readonly revision: string;
  readonly benchmark_root?: string | null;
}

/**
 * The repositories of `data` (repos.json and annotations/) that are there: `repos` holds one folder a repository at its
 * pinned revision, the whole or only the benchmark's sub-folder in its place. `missing` names the others.
 */
export function loadCodeRepos(
  data: string,
  repos: string,
): { readonly repositories: readonly Repository[]; readonly missing: readonly string[] } {
  const entries = JSON.parse(readFileSync(join(data, 'repos.json'), 'utf8')) as readonly Entry[];
  const rootOf = ({ name, benchmark_root }: Entry): string => join(repos, name, benchmark_root ?? '');
  const isThere = (entry: Entry): boolean => existsSync(rootOf(entry));
  return {
    repositories: entries.filter(isThere).map((entry) => ({
      name: entry.name,
      url: entry.url,
      revision: entry.revision,
      root: rootOf(entry),
      annotations: JSON.parse(
        readFileSync(join(data, 'annotations', `${entry.name}.json`), 'utf8'),
      ) as readonly Annotation[],
    })),
    missing: entries.filter((entry) => !isThere(entry)).map(({ name }) => name),
  };
}

export function matches(hit: Found, target: string | Span): boolean {
  const path = typeof target === 'string' ? target : target.path;
  if (hit.path !== path && !hit.path.endsWith(`/${path}`) && !path.endsWith(`/${hit.path}`)) return false;
  if (typeof target === 'string' || target.start_line === undefined) return true;
  return hit.startLine <= (target.end_line ?? target.start_line) && hit.endLine >= target.start_line;
}

/** NDCG@10 of the ten best hits; the ideal has as many targets as there are, ten at the most. */
export function ndcgOf(hits: readonly Found[], { relevant, secondary = [] }: Annotation): number {
  const targets = [...relevant, ...secondary];
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const ten = hits.slice(0, 10);
  const gained = targets
    .map((target) => ten.findIndex((hit) => matches(hit, target)))
    .filter((rank) => rank !== -1)
    .reduce((sum, rank) => sum + gain(rank), 0);
  const ideal = Array.from({ length: Math.min(10, targets.length) }, (_, rank) => gain(rank));
  return gained / ideal.reduce((sum, each) => sum + each, 0);
}
