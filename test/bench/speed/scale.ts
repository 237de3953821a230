/** Cost as work grows: the same measurements on indexes of 1,000 chunks and ten times as many, again and again. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { discover } from '../../../src/engine/discover/discover.ts';
import type { Cell, Table } from '../model/table.ts';
import { sampleFolder, type TextFile } from './corpora.ts';
import { load } from './machine.ts';
import { growIndex } from './million.ts';
import { plot } from './plot.ts';
import { timedQuestions } from './questions.ts';
import { perform } from './task.ts';

interface Level {
  readonly chunks: number;
  readonly seconds: number | null;
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
    seconds: index.seconds,
    indexBytes: index.indexBytes,
    textBytes: index.textBytes,
  };
}

async function asked(
  root: string,
  storage: string,
): Promise<Pick<Level, 'p50' | 'p95' | 'opening' | 'memory'>> {
  const { engine } = await perform({ type: 'queries', root, storage, texts: timedQuestions });
  const opened = await perform({ type: 'open', root, storage, text: timedQuestions[0] ?? '' });
  return { p50: engine.p50, p95: engine.p95, opening: opened.engine, memory: opened.memory };
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
  if (most > 100_000) {
    const grown = await growIndex({ root, storage, into: join(scratch, 'grown'), chunks: most });
    levels.push({
      ...(await asked(grown.root, grown.storage)),
      ...grown.size,
      seconds: null,
      textBytes: null,
    });
  }
  const measured = levels.filter(({ seconds }) => seconds !== null);
  return { table: scaleTable(levels, busy), svg: draw(levels, measured) };
}

const mega = 1e6;

function scaleTable(levels: readonly Level[], busy: number): Table {
  return {
    id: 'scale',
    title: 'Cost as work grows',
    columns: [
      { name: 'chunks' },
      { name: 'indexed in, s', digits: 1 },
      { name: 'chunks a second' },
      { name: 'question p50, ms', digits: 1 },
      { name: 'p95, ms', digits: 1 },
      { name: 'opened in, ms' },
      { name: 'memory, MB' },
      { name: 'index, MB', digits: 1 },
      { name: 'times the text', digits: 2 },
    ],
    rows: levels.map((level): Cell[] => [
      level.chunks,
      level.seconds,
      level.seconds === null ? null : level.chunks / level.seconds,
      level.p50,
      level.p95,
      level.opening,
      level.memory / mega,
      level.indexBytes / mega,
      level.textBytes === null ? null : level.indexBytes / level.textBytes,
    ]),
    notes: [
      'Files of the corpus drawn by the hash of their paths. Opened: index and first answer in a new process, without the models; memory is the process’s then.',
      `Above 100,000 chunks the index is synthetic: files, chunks and words of the corpus several times, each vector moved a little, so that they spread as the real ones do. Load before: ${busy.toFixed(1)}.`,
    ],
  };
}

function draw(levels: readonly Level[], measured: readonly Level[]): string {
  const sizes = levels.map(({ chunks }) => chunks);
  const charts = [
    {
      title: 'Question',
      unit: 'ms',
      series: [
        { name: 'p50', values: levels.map(({ p50 }) => p50) },
        { name: 'p95', values: levels.map(({ p95 }) => p95) },
      ],
    },
    {
      title: 'Memory',
      unit: 'MB',
      series: [{ name: 'process', values: levels.map(({ memory }) => memory / mega) }],
    },
    {
      title: 'Disk',
      unit: 'MB',
      series: [{ name: 'index', values: levels.map(({ indexBytes }) => indexBytes / mega) }],
    },
  ];
  const indexing = {
    title: 'Indexing',
    unit: 's',
    series: [{ name: 'static student', values: measured.map(({ seconds }) => seconds ?? 1) }],
  };
  return plot([indexing, ...charts], sizes, 'chunks');
}
