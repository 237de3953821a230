import { linesHash } from '../index/content.ts';
import type { ChunkDetail, ChunkPlace, DocumentPart } from '../index/queries.ts';
import type { Hit } from '../types.ts';
import type { FileLines } from './fileLines.ts';
import { bareName } from './names.ts';
import { Passages, type Growing, type Passage } from './passages.ts';
import type { Ranked } from './ranked.ts';

/** Lines of a file through which a chunk that has moved is looked for. */
const searchedLines = 5_000;
/**
 * Places where all chunks of an answer are looked for, 5 to 20 microseconds each: where another branch was checked out, hundreds
 * may be gone from files of thousands of lines. Beyond, a chunk is found where it was, or not at all.
 */
const searchedPlaces = 10_000;

/** What is left of the places. */
interface Searching {
  left: number;
}

/** A hit and what was ranked. */
interface FoundHit {
  readonly hit: Hit;
  readonly ranked: Ranked;
}

interface Reading {
  /** Hits at the most. */
  readonly k: number;
  readonly files: FileLines;
  /** Of the chunks that are ranked; null where one is gone. */
  readonly detailOf: (chunk: number) => ChunkDetail | null;
  /** Which hits count; all where it is absent. */
  readonly accept?: (hit: Hit) => boolean;
  /** Bare names that the question asks for. */
  readonly names?: ReadonlySet<string>;
  /** How sections become passages; null: every hit is one chunk. */
  readonly growing: Growing | null;
}

/**
 * The first `k` of `ranked` that are still in their files, with their lines as they are now. One whose file has changed
 * is found again where its lines have moved to, and left out where they are gone.
 */
export function readHits(
  ranked: readonly Ranked[],
  { k, files, detailOf, accept = () => true, names = new Set(), growing }: Reading,
): FoundHit[] {
  const hits: FoundHit[] = [];
  const shown = new Map<string, Hit[]>();
  const passages = new Passages(ranked, growing);
  const searching: Searching = { left: searchedPlaces };
  for (const each of ranked) {
    if (hits.length === k) break;
    const passage = passages.passageOf(each);
    if (passage === null) continue;
    const { id, path } = each.place;
    const detail = detailOf(id);
    if (detail === null) continue;
    const hit = toHit(passage, detail, files.of(path), searching);
    if (hit === null || !accept(hit)) continue;
    const inFile = shown.get(path) ?? [];
    // Of two chunks of the same lines one is gone, and was found again where the other is.
    if (inFile.some((other) => other.startLine <= hit.endLine && hit.startLine <= other.endLine)) continue;
    shown.set(path, [...inFile, hit]);
    hits.push({ hit: { ...hit, symbol: nameAskedFor(each.place, names) }, ranked: each });
    passages.show(passage);
  }
  return hits;
}

/** Of what a chunk declares or passes on, what is asked for; else what it is called. */
function nameAskedFor(
  { symbol, alsoDeclares, reexports }: ChunkPlace,
  names: ReadonlySet<string>,
): string | null {
  if (alsoDeclares.length + reexports.length === 0 || names.has(bareName(symbol ?? ''))) return symbol;
  return [...alsoDeclares, ...reexports].find((name) => names.has(bareName(name))) ?? symbol;
}

function toHit(
  { ranked, before, after }: Passage,
  detail: ChunkDetail,
  lines: readonly string[],
  searching: Searching,
): Hit | null {
  const { place, score } = ranked;
  const found = findLines(detail.lines, lines, place, searching);
  if (found === null) return null;
  const moved = found - (place.startLine - 1);
  const first = (lastThere(before, lines, moved) ?? place).startLine + moved;
  const last = (lastThere(after, lines, moved) ?? place).endLine + moved;
  return {
    path: place.path,
    startLine: first,
    endLine: last,
    score,
    kind: place.kind,
    language: place.language,
    symbol: place.symbol,
    text: lines.slice(first - 1, last).join('\n'),
  };
}

/** The last of the neighbours, nearest first, that has moved by as many lines as the chunk itself, as all before it. */
function lastThere(
  neighbours: readonly DocumentPart[],
  lines: readonly string[],
  moved: number,
): DocumentPart | undefined {
  const isThere = ({ startLine, endLine, lines: hash }: DocumentPart): boolean =>
    areAt(hash, lines, startLine - 1 + moved, endLine - startLine + 1);
  const gone = neighbours.findIndex((each) => !isThere(each));
  return gone === -1 ? neighbours.at(-1) : neighbours[gone - 1];
}

function areAt(hash: Uint8Array, lines: readonly string[], first: number, count: number): boolean {
  return (
    first >= 0 &&
    first + count <= lines.length &&
    Buffer.compare(linesHash(lines.slice(first, first + count).join('\n')), hash) === 0
  );
}

/** From 0; nearest to where they were, or null. */
function findLines(
  hash: Uint8Array,
  lines: readonly string[],
  { startLine, endLine }: Pick<ChunkPlace, 'startLine' | 'endLine'>,
  searching: Searching,
): number | null {
  const expected = startLine - 1;
  const count = endLine - expected;
  const isAt = (first: number): boolean => areAt(hash, lines, first, count);
  const furthest = Math.max(expected, lines.length - count - expected);
  for (let away = 0; away <= Math.min(furthest, searchedLines); away++) {
    if (isAt(expected + away)) return expected + away;
    if (away > 0 && isAt(expected - away)) return expected - away;
    searching.left -= 2;
    if (searching.left <= 0) break;
  }
  return null;
}
