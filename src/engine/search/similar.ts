/** What is like a text or a place: its meaning and its rarest words, as a passage and not as a question. */
import type { DatabaseSync } from 'node:sqlite';
import { readableText } from '../chunk/embeddedText.ts';
import { readNotebook } from '../chunk/notebook.ts';
import { splitLines } from '../discover/lines.ts';
import { readSource, DEFAULT_LIMITS } from '../discover/readSource.ts';
import { normalise, quantize } from '../embed/vectors.ts';
import { EngineError } from '../errors.ts';
import { chunkDetails, documentParts, inFile } from '../index/queries.ts';
import type { QueryVectors } from '../index/vectors.ts';
import type { Hit, LineRange, SimilarRequest } from '../types.ts';
import { findCandidates, yieldTo, type SearchParts } from './candidates.ts';
import { explainHits } from './explain.ts';
import { FileLines } from './fileLines.ts';
import { allowedChunks } from './filter.ts';
import { readHits } from './hits.ts';
import { noOperators, requireCount } from './query.ts';
import { rankBy, rankLike } from './rank.ts';

/** Lines of a passage: as many as a chunk has at the most, so that a long text is compared piece by piece. Estimated. */
const pieceLines = 40;
/** Pieces of a text that are looked at, at even distances. Each costs one run of the Transformer, some 10 ms. */
const mostPieces = 8;
/** Characters of a piece that are looked at: several times what the encoders read. A file may be one line of a megabyte. */
const longestPiece = 8_000;

/** Throws EngineError `queryEmpty`, `queryInvalid`, `aborted`; SQLite's errors. */
export async function findSimilar(
  parts: SearchParts,
  request: SimilarRequest,
  signal?: AbortSignal,
): Promise<Hit[]> {
  const { mode, k, place } = request;
  requireCount(k);
  const whole = request.text ?? (place === null ? '' : await textAt(parts.root, place));
  if (whole.trim() === '') {
    throw new EngineError('queryEmpty', 'There is nothing to compare with: choose lines that are not empty.');
  }
  const pieces = piecesOf(whole);
  // What is compared by words and by meaning: of a megabyte the words alone would take a second.
  const text = pieces.join('\n');
  const { root, symbols } = parts;
  const { database } = parts.snapshot;
  const allowed = allowedChunks({ root, database, symbols }, noOperators, request);
  const without = place === null ? new Set<number>() : chunksAt(database, place);
  const { candidates } = await findCandidates(
    { ...parts.snapshot, knownChunks: parts.knownChunks },
    {
      text,
      mode,
      k,
      allowed,
      embed: () => embedPieces(parts, pieces, signal),
      without,
      symbols: null,
      lanes: null,
      // A word that one chunk alone holds is as good as always the place's own.
      leastChunks: place === null ? 1 : 2,
    },
    signal,
  );
  const ranked = mode === 'hybrid' ? rankLike(candidates) : rankBy(candidates, mode);
  const elsewhere = (hit: Hit): boolean => place === null || !overlaps(hit, place);
  const growing = { partsOf: documentParts(database), allowed, without };
  const detailOf = chunkDetails(database);
  const files = new FileLines(parts.root, parts.limits);
  const reading = { k, files, detailOf, accept: elsewhere, growing };
  const found = readHits(ranked, reading);
  if (request.explain !== true) return found.map(({ hit }) => hit);
  const { staticStudent, shownLines } = parts;
  return explainHits({ staticStudent, shownLines, text, role: 'passage' }, found);
}

/** The lines of a place as its file has them now, of a notebook those of its cells. Throws EngineError `queryInvalid` where they cannot be read. */
export async function textAt(root: string, { path, startLine, endLine }: LineRange): Promise<string> {
  const source = await readSource(root, path, DEFAULT_LIMITS);
  if (source.type === 'skipped') {
    throw new EngineError('queryInvalid', `The file ${path} cannot be compared: ${source.reason}.`);
  }
  const lines = splitLines(source.text);
  if (!Number.isInteger(startLine) || startLine < 1 || startLine > lines.length || endLine < startLine) {
    throw new EngineError('queryInvalid', `The file ${path} has ${lines.length} lines: choose among them.`);
  }
  const notebook = path.toLowerCase().endsWith('.ipynb') ? readNotebook(lines) : null;
  if (notebook === null) return readableText(path, lines.slice(startLine - 1, endLine).join('\n'));
  const inPlace = (row: number): boolean => row >= startLine - 1 && row < endLine;
  return notebook.cells
    .flatMap(({ start, source }) => source.filter((_, at) => inPlace(start + at)))
    .join('\n');
}

function chunksAt(database: DatabaseSync, { path, startLine, endLine }: LineRange): Set<number> {
  const rows = database
    .prepare(
      `SELECT c.id FROM files f JOIN chunks c ON ${inFile} WHERE f.path = ? AND c.startLine <= ? AND c.endLine >= ?`,
    )
    .all(path, endLine, startLine);
  return new Set(rows.map((row) => Number(row['id'])));
}

function overlaps(hit: Hit, place: LineRange): boolean {
  return hit.path === place.path && hit.startLine <= place.endLine && hit.endLine >= place.startLine;
}

/** The mean direction of a text's pieces. */
async function embedPieces(
  { embed }: SearchParts,
  pieces: readonly string[],
  signal: AbortSignal | undefined,
): Promise<QueryVectors> {
  const vectors: QueryVectors[] = [];
  for (const piece of pieces) {
    await yieldTo(signal);
    vectors.push(await embed(piece, 'passage'));
  }
  const students = vectors.flatMap(({ student }) => (student === null ? [] : [student]));
  return {
    student: students.length < vectors.length ? null : mean(students),
    staticStudent: mean(vectors.map(({ staticStudent }) => staticStudent)),
  };
}

function piecesOf(text: string): string[] {
  const lines = splitLines(text);
  const count = Math.ceil(lines.length / pieceLines);
  const taken = Math.min(count, mostPieces);
  return Array.from({ length: taken }, (_, at) => {
    const first = Math.floor((at * count) / taken) * pieceLines;
    return lines
      .slice(first, first + pieceLines)
      .join('\n')
      .slice(0, longestPiece);
  });
}

function mean(vectors: readonly Int8Array[]): Int8Array {
  const [first] = vectors;
  if (first === undefined || vectors.length === 1) return first ?? new Int8Array();
  const sum = new Float32Array(first.length);
  for (const vector of vectors) vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value));
  return normalise(sum) ? quantize(sum) : first;
}
