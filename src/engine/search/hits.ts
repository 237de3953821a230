import { splitLines } from '../discover/lines.ts';
import { readSource, type ReadLimits } from '../discover/readSource.ts';
import { linesHash } from '../index/content.ts';
import type { Hit } from '../types.ts';
import type { Ranked } from './rank.ts';

/** Lines of a file through which a chunk that has moved is looked for. */
const searchedLines = 5_000;

/** A hit and what was ranked. */
interface FoundHit {
  readonly hit: Hit;
  readonly ranked: Ranked;
}

interface Reading {
  /** Hits at the most. */
  readonly k: number;
  readonly limits: ReadLimits;
  /** Which hits count; all where it is absent. */
  readonly accept?: (hit: Hit) => boolean;
}

/**
 * The first `k` of `ranked` that are still in their files, with their lines as they are now. One whose file has changed
 * is found again where its lines have moved to, and left out where they are gone.
 */
export async function readHits(
  root: string,
  ranked: readonly Ranked[],
  { k, limits, accept = () => true }: Reading,
): Promise<FoundHit[]> {
  const files = new Map<string, Promise<readonly string[]>>();
  const hits: FoundHit[] = [];
  for (const each of ranked) {
    if (hits.length === k) break;
    const { path } = each.place;
    const lines = files.get(path) ?? readLines(root, path, limits);
    files.set(path, lines);
    const hit = toHit(each, await lines);
    if (hit !== null && accept(hit)) hits.push({ hit, ranked: each });
  }
  return hits;
}

async function readLines(root: string, path: string, limits: ReadLimits): Promise<readonly string[]> {
  const source = await readSource(root, path, limits);
  return source.type === 'text' ? splitLines(source.text) : [];
}

function toHit({ place, score }: Ranked, lines: readonly string[]): Hit | null {
  const count = place.endLine - place.startLine + 1;
  const first = findLines(place.lines, lines, place.startLine - 1, count);
  if (first === null) return null;
  return {
    path: place.path,
    startLine: first + 1,
    endLine: first + count,
    score,
    kind: place.kind,
    language: place.language,
    symbol: place.symbol,
    text: lines.slice(first, first + count).join('\n'),
  };
}

/** From 0; nearest to where they were, or null. */
function findLines(
  hash: Uint8Array,
  lines: readonly string[],
  expected: number,
  count: number,
): number | null {
  const isAt = (first: number): boolean =>
    first >= 0 &&
    first + count <= lines.length &&
    Buffer.compare(linesHash(lines.slice(first, first + count).join('\n')), hash) === 0;
  for (let away = 0; away < Math.min(lines.length, searchedLines); away++) {
    if (isAt(expected + away)) return expected + away;
    if (away > 0 && isAt(expected - away)) return expected - away;
  }
  return null;
}
