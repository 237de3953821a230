/** Candidates for tests of the ranking. */
import type { ChunkPlace } from '../../../src/engine/index/queries.ts';
import type { Candidate } from '../../../src/engine/search/ranked.ts';

export function candidate(path: string, changes: Partial<ChunkPlace> & Partial<Candidate> = {}): Candidate {
  const { dense = null, lexical = null, ...place } = changes;
  const whole: ChunkPlace = {
    id: 0,
    path,
    mtimeMs: 1,
    startLine: 1,
    endLine: 9,
    kind: 'code',
    language: 'go',
    symbol: null,
    alsoDeclares: [],
    reexports: [],
    isPart: 0,
    ...place,
  };
  return { place: whole, dense, lexical };
}

export function numbered(candidates: readonly Candidate[]): Candidate[] {
  return candidates.map((each, id) => ({ ...each, place: { ...each.place, id } }));
}
