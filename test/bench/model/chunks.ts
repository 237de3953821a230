/** The code-repos benchmark as chunks of our own chunker, without index and ranking. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Chunker } from '../../../src/engine/chunk/chunker.ts';
import { openChunker } from '../../../src/engine/openChunker.ts';
import { embeddedText } from '../../../src/engine/chunk/embeddedText.ts';
import { discover } from '../../../src/engine/discover/discover.ts';
import { DEFAULT_LIMITS, readSource } from '../../../src/engine/discover/readSource.ts';
import { loadCodeRepos, type Annotation, type Found, type Repository } from '../codeRepos.ts';
import { Absent } from './data.ts';
import type { Students } from './students.ts';

/** A folder cut into chunks. */
export interface CutFolder {
  readonly chunks: readonly Found[];
  /** What an encoder reads of each chunk. */
  readonly texts: readonly string[];
}

export interface ChunkedRepository extends CutFolder {
  readonly name: string;
  /** Absolute folder that is indexed. */
  readonly root: string;
  readonly annotations: readonly Annotation[];
}

export interface ChunkedRepositories {
  readonly repositories: readonly ChunkedRepository[];
  readonly missing: readonly string[];
}

async function chunked(repository: Repository, chunker: Chunker): Promise<ChunkedRepository> {
  const { name, root, annotations } = repository;
  return { name, root, annotations, ...(await chunksBelow(root, chunker)) };
}

export async function chunksBelow(root: string, chunker: Chunker): Promise<CutFolder> {
  const chunks: Found[] = [];
  const texts: string[] = [];
  for await (const found of discover(root, { git: { home: null } })) {
    if (found.type === 'skipped') continue;
    const { path } = found.file;
    const source = await readSource(root, path, DEFAULT_LIMITS);
    if (source.type === 'skipped') continue;
    for (const chunk of await chunker.chunk(found.file, source.text)) {
      chunks.push({ path, startLine: chunk.startLine, endLine: chunk.endLine });
      texts.push(embeddedText(path, chunk));
    }
  }
  return { chunks, texts };
}

const how =
  'Take repos.json and annotations/ from the benchmarks of https://github.com/MinishLab/semble into code-repos/ of the ' +
  'data folder, clone each repository at its revision into REPOS/NAME, and pass --repos REPOS.';

/** `limit`: only the first repositories; 0 for all. Throws Absent. */
export async function readRepositories(
  data: string,
  repos: string | null,
  limit: number,
  { assets }: Students,
): Promise<ChunkedRepositories> {
  const folder = join(data, 'code-repos');
  if (!existsSync(join(folder, 'repos.json'))) throw new Absent(`${folder} is not there. ${how}`);
  if (repos === null) throw new Absent(`No repositories were given. ${how}`);
  const { repositories, missing } = loadCodeRepos(folder, repos);
  if (repositories.length === 0) throw new Absent(`${repos} holds none of the repositories. ${how}`);
  const chunker = await openChunker(assets);
  const cut: ChunkedRepository[] = [];
  for (const repository of repositories.slice(0, limit || undefined))
    cut.push(await chunked(repository, chunker));
  return { repositories: cut, missing };
}
