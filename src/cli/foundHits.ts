/** What several folders answer, as the command line prints it. */
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import type { FolderHit, FoundHits } from '../engine/types.ts';
import type { Retrieval } from './commandLine.ts';
import type { Context } from './context.ts';

/** Throws EngineError `indexMissing` where no folder could be asked; says which could not. */
export function requireAnswer({ missing }: FoundHits, { folders }: Retrieval, context: Context): void {
  if (missing.length === folders.length) {
    throw new EngineError('indexMissing', 'Nothing is indexed yet: index it first.');
  }
  for (const folder of missing) {
    context.reporter.warning(`${folder} is not indexed yet and left out: run \`homing index\` for it.`);
  }
}

/** For programs: paths are relative to the folder, which is named where there are several. */
export function hitsForPrograms<T extends FolderHit>(
  hits: readonly T[],
  { folders }: Retrieval,
): readonly (Omit<T, 'root'> & { readonly folder?: string })[] {
  return hits.map(({ root, ...hit }) => (folders.length > 1 ? { folder: root, ...hit } : hit));
}

/** For people: with several folders the whole path is shown, which a terminal can open. */
export function hitsForPeople<T extends FolderHit>(
  hits: readonly T[],
  { folders }: Retrieval,
): readonly Omit<T, 'root'>[] {
  return hits.map(({ root, ...hit }) =>
    folders.length > 1 ? { ...hit, path: path.join(root, hit.path) } : hit,
  );
}
