/** Cost as work grows: the same measurements on indexes of 1,000 chunks and ten times as many, again and again. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { discover } from '../../../src/engine/discover/discover.ts';
import { loadManifest } from '../../../src/engine/embed/manifest.ts';
import { graphThreshold } from '../../../src/engine/index/graph.ts';
import { locate } from '../../../src/engine/index/location.ts';
import type { Cell, Table } from '../model/table.ts';
import { bytesBelow, sampleFolder, type TextFile } from './corpora.ts';
import { load } from './machine.ts';
import { growIndex, passAsTransformers, type Growing } from './million.ts';
import { plot, type Chart, type Series } from './plot.ts';
import { timedQuestions } from './questions.ts';
import { perform, type GraphResult } from './task.ts';

const project = join(import.meta.dirname, '..', '..', '..');

interface Level {
  readonly chunks: number;
  /** Whose the vectors are, and how the nearest are found. */
  readonly vectors: string;
  /** Null where it was not indexed, but made. */
  readonly seconds: number | null;
  /** Null without a graph. */
  readonly graphSeconds: number | null;
  readonly p50: number;
  readonly p95: number;
  readonly opening: number;
  readonly memory: number;
  readonly indexBytes: number;
  readonly textBytes: number | null;
}

export interface ScaleParts {
  readonly root: string;
  /** An index of all of `root`, kept by the part before, or made anew. */
  readonly storage: string;
  /** Folder for what is made meanwhile. */
  readonly scratch: string;
  readonly most: number;
}

/** Bytes of text a chunk: measured on the large corpus. */
const bytesPerChunk = 490;

async function textFiles(root: string): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  for await (const seen of discover(root, { git: { home: null } })) {
    if (seen.type === 'file') files.push({ path: seen.file.path, bytes: seen.file.size });
  }
  return files;
}

async function measureLevel(root: string, storage: string): Promise<Level> {
  const index = await perform({ type: 'index', root, storage });
  return {
    ...(await asked(root, storage)),
    chunks: index.chunks,
    vectors: exact,
    seconds: index.seconds,
    graphSeconds: null,
    indexBytes: index.indexBytes,
    textBytes: index.textBytes,
  };
}

const exact = 'static, compared one by one';

/** The largest index, which is made and not indexed: as it is when it can be searched, and as it is when it is finished. */
async function measureGrown(
  parts: Growing,
): Promise<{ readonly levels: readonly Level[]; readonly built: GraphResult }> {
  const grown = await growIndex(parts);
  const { root, storage } = grown;
  const common = { chunks: grown.size.chunks, seconds: null, textBytes: null };
  const searchable = {
    ...common,
    ...(await asked(root, storage)),
    vectors: exact,
    graphSeconds: null,
    indexBytes: grown.size.indexBytes,
  };
  const { id } = await loadManifest(join(project, 'models', 'student'), 'student');
  passAsTransformers(grown, id);
  const built = await perform({ type: 'graph', root, storage });
  const graphSeconds = built.seconds;
  const finished = {
    ...common,
    ...(await asked(root, storage)),
    vectors: 'as the Transformer’s, by a graph',
    graphSeconds,
    indexBytes: bytesBelow(locate(storage, root).folder),
  };
  return { levels: [searchable, finished], built };
}

async function asked(
  root: string,
  storage: string,
): Promise<Pick<Level, 'p50' | 'p95' | 'opening' | 'memory'>> {
  const questions = await perform({ type: 'questions', root, storage, texts: timedQuestions });
  const opened = await perform({ type: 'open', root, storage, text: timedQuestions[0] ?? '' });
  return { p50: questions.p50, p95: questions.p95, opening: opened.engine, memory: opened.memory };
}

/** The table, and the plot as SVG. */
export async function measureScale({
  root,
  storage,
  scratch,
  most,
}: ScaleParts): Promise<{ readonly table: Table; readonly svg: string }> {
  const files = await textFiles(root);
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const levels: Level[] = [];
  const busy = load();
  for (let size = 1_000; size <= Math.min(most, 100_000); size *= 10) {
    const folder = join(scratch, `sample-${size}`);
    const place = join(scratch, `storage-${size}`);
    sampleFolder(root, files, Math.min(whole, size * bytesPerChunk), folder);
    levels.push(await measureLevel(folder, place));
    rmSync(folder, { recursive: true });
    rmSync(place, { recursive: true });
  }
  let built: GraphResult | null = null;
  if (most > 100_000) {
    const grown = await measureGrown({ root, storage, into: join(scratch, 'grown'), chunks: most });
    levels.push(...grown.levels);
    built = grown.built;
  }
  return { table: scaleTable(levels, busy, built), svg: draw(levels) };
}

const mega = 1e6;

function scaleTable(levels: readonly Level[], busy: number, built: GraphResult | null): Table {
  return {
    id: 'scale',
    title: 'Cost as work grows',
    columns: [
      { name: 'chunks' },
      { name: 'vectors' },
      { name: 'indexed in, s', digits: 1 },
      { name: 'chunks a second' },
      { name: 'graph built in, s', digits: 1 },
      { name: 'question p50, ms', digits: 1 },
      { name: 'p95, ms', digits: 1 },
      { name: 'opened in, ms' },
      { name: 'memory, MB' },
      { name: 'index, MB', digits: 1 },
      { name: 'times the text', digits: 2 },
    ],
    rows: levels.map((level): Cell[] => [
      level.chunks,
      level.vectors,
      level.seconds,
      level.seconds === null ? null : level.chunks / level.seconds,
      level.graphSeconds,
      level.p50,
      level.p95,
      level.opening,
      level.memory / mega,
      level.indexBytes / mega,
      level.textBytes === null ? null : level.indexBytes / level.textBytes,
    ]),
    notes: [
      'Files of the corpus drawn by the hash of their paths. Opened: index and first answer in a new process, without the models; memory is the process’s then.',
      'Above 100,000 chunks the index is synthetic: files, chunks and words of the corpus several times, each vector moved a little, so that they spread as the real ones do. It is made and not indexed: how long indexing takes was not measured there.',
      `A finished index has the Transformer’s vectors, and from ${graphThreshold} on a graph of them, which the engine’s own code builds: its file counts as index. Above 100,000 chunks both states are measured; in the finished one the same vectors pass as the Transformer’s, which would take hours to make. Load before: ${busy.toFixed(1)}.`,
      ...(built === null ? [] : [builtText(built)]),
    ],
  };
}

function builtText({ peakMemory, turns }: GraphResult): string {
  return (
    `While the graph is built the process that builds it, which also answers, holds ${(peakMemory / mega).toFixed(0)} MB at the most ` +
    `and its thread ${turns.p99.toFixed(0)} ms at a time (p99), ${turns.max.toFixed(0)} at the longest, when the file is written.`
  );
}

function draw(levels: readonly Level[]): string {
  const plain = levels.filter(({ graphSeconds }) => graphSeconds === null);
  const sizes = plain.map(({ chunks }) => chunks);
  const values = (of: (level: Level) => number | null): Series['values'] => plain.map(of);
  /** The finished index of the largest size, beside it while it can only be searched. */
  const finished = (of: (level: Level) => number): readonly Series[] => {
    const level = levels.find(({ graphSeconds }) => graphSeconds !== null);
    if (level === undefined) return [];
    return [{ name: 'finished', values: plain.map((_, at) => (at < plain.length - 1 ? null : of(level))) }];
  };
  const made = plain.find(({ seconds }) => seconds === null);
  const charts: readonly Chart[] = [
    {
      title: 'Indexing',
      unit: 's',
      series: [{ name: 'static student', values: values(({ seconds }) => seconds) }],
      note: made === undefined ? null : `not measured at ${made.chunks}`,
    },
    {
      title: 'Question',
      unit: 'ms',
      series: [
        { name: 'p50', values: values(({ p50 }) => p50) },
        { name: 'p95', values: values(({ p95 }) => p95) },
        ...finished(({ p95 }) => p95).map((series) => ({ ...series, name: 'p95, finished' })),
      ],
    },
    {
      title: 'Memory',
      unit: 'MB',
      series: [
        { name: 'process', values: values(({ memory }) => memory / mega) },
        ...finished(({ memory }) => memory / mega),
      ],
    },
    {
      title: 'Disk',
      unit: 'MB',
      series: [
        { name: 'index', values: values(({ indexBytes }) => indexBytes / mega) },
        ...finished(({ indexBytes }) => indexBytes / mega),
      ],
    },
  ];
  return plot(charts, sizes, 'chunks');
}
