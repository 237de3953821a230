/**
 * Quality and speed of the models, measured from the shipped files through the engine's own runtime, beside published
 * models in the same runtime. `npm run bench:model -- --data DIR`; docs/bench-model.md tells how to obtain the data.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRepositories, type ChunkedRepositories } from './model/chunks.ts';
import { measureCosqa } from './model/cosqa.ts';
import { Absent, readCosqa } from './model/data.ts';
import { askedRow, plainRow, shortRow, storedRow, type Embedder, type Row } from './model/embedder.ts';
import { measureIndexSize } from './model/indexSize.ts';
import { cosqaFolder, measureMixture, repositoryFolders } from './model/mixture.ts';
import { parseOptions, usage, type BenchOptions, type PartName } from './model/options.ts';
import { measureProcessors } from './model/processors.ts';
import { measureDocuments, readTrees } from './model/documents.ts';
import { measureRepositories } from './model/repositories.ts';
import { projectedRows, readProjections } from './model/projected.ts';
import { measureRetrieval } from './model/retrieval.ts';
import { isAskedFor, locateRival, openRival, rivals } from './model/rivals.ts';
import { searchedChunks, searchedFunctions } from './model/searched.ts';
import { measureRuntime } from './model/runtime.ts';
import { measureSts } from './model/sts.ts';
import { openFloat, openStudents, type Students } from './model/students.ts';
import { printTable, tableAsJson, type Table } from './model/table.ts';
import { measureStatic, measureThroughput } from './model/throughput.ts';

interface Bench {
  readonly options: BenchOptions;
  readonly students: Students;
  readonly student: Row;
  readonly staticStudent: Row;
  /** The student's graph in float32; null where it is not there or not asked for. */
  readonly float: Embedder | null;
  readonly rivals: readonly Row[];
  /** Teachers joined and cut. */
  readonly projected: readonly Row[];
  /** Read once: two parts need them. */
  readonly repositories: () => Promise<ChunkedRepositories>;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

/** Says which rivals are not there. */
async function openRivals(
  options: BenchOptions,
  { runtime, threads }: Students,
): Promise<readonly Embedder[]> {
  const wanted = rivals.filter(({ name }) => options.rivals === null || isAskedFor(name, options.rivals));
  const opened: Embedder[] = [];
  for (const rival of wanted) {
    const files = options.weights === null ? null : locateRival(options.weights, rival);
    if (files !== null) opened.push(await openRival(files, { runtime, threads, limit: options.limit }));
    else process.stderr.write(`Left out: ${rival.name}, no ${rival.files.join(' or ')} below --weights.\n`);
  }
  return opened;
}

async function floatOf({ float, parts }: BenchOptions, students: Students): Promise<Embedder | null> {
  const isAsked = (['runtime', 'sts', 'cosqa'] as const).some((part) => parts.has(part));
  return isAsked && float !== null && existsSync(float) ? openFloat(students, float) : null;
}

/** Says which are left out for want of a teacher. */
function projectedOf({ projections }: BenchOptions, teachers: readonly Row[]): readonly Row[] {
  if (projections === null) return [];
  const { rows, leftOut } = projectedRows(readProjections(projections), teachers);
  for (const name of leftOut) process.stderr.write(`Left out: ${name}, a teacher of it is not measured.\n`);
  return rows;
}

function ownRows({ student, staticStudent }: Bench): readonly Row[] {
  return [student, staticStudent].flatMap((row) => [row, storedRow(row), shortRow(row, 64)]);
}

/** Not on whole repositories and documents: the float graph is slow, and two sets tell what rounding costs. */
function floatRows({ float, options }: Bench): readonly Row[] {
  return float === null ? [] : [plainRow(float, options.cache)];
}

/** For the sets that are small enough for everything. */
function otherRows(bench: Bench): readonly Row[] {
  return [...floatRows(bench), ...bench.rivals, ...bench.projected];
}

/** For what is searched; a sentence that is compared with another is not asked. */
function searchedRows(bench: Bench, rivals: readonly Row[]): readonly Row[] {
  return [...ownRows(bench), askedRow(bench), ...rivals];
}

function allRows(bench: Bench): readonly Row[] {
  return [...ownRows(bench), ...otherRows(bench)];
}

/** Rivals, and teachers joined and cut, that were chosen for what takes long. */
function chosenRivals({ options: { reposRivals }, rivals: all, projected }: Bench): readonly Row[] {
  const rivalRows = all.filter(({ name }) => isAskedFor(name, reposRivals));
  return [...rivalRows, ...projected.filter(({ name }) => reposRivals.includes(name))];
}

function chosenRows(bench: Bench): readonly Row[] {
  return searchedRows(bench, chosenRivals(bench));
}

/** How much of a text each of them reads belongs to every comparison. */
function withLimits({ options, students }: Bench, table: Table): Table {
  const limits = `The student reads ${students.manifest.tokenLimit} tokens of a text, rivals ${options.limit}.`;
  return { ...table, notes: [...table.notes, limits] };
}

async function measureBoth(bench: Bench): Promise<Table> {
  const { options, student, staticStudent } = bench;
  const cosqa = readCosqa(options.data, options.sample);
  const sets = [{ name: 'CoSQA, functions at random', folders: [cosqaFolder(cosqa)] }];
  const absent: string[] = [];
  try {
    const folders = repositoryFolders(await bench.repositories());
    sets.push({ name: `${folders.length} repositories, by sub-folder`, folders: [...folders] });
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    absent.push(`Without repositories: ${error.message}`);
  }
  const seeds = [options.seed, options.seed + 1, options.seed + 2];
  const table = await measureMixture(sets, { student, staticStudent }, seeds);
  return { ...table, notes: [...table.notes, ...absent] };
}

async function measureSearch(bench: Bench): Promise<Table> {
  const { options, student, students } = bench;
  const { passages: count, seed } = options;
  const searched = { student, known: chosenRivals(bench), students, count, seed };
  const repositories = options.repos === null ? null : await bench.repositories();
  return measureRetrieval(
    repositories === null
      ? await searchedFunctions(functionsOf(options), searched)
      : await searchedChunks(repositories, searched),
  );
}

const parts: Readonly<Record<PartName, (bench: Bench) => Promise<Table>>> = {
  runtime: ({ options, students, float }) =>
    measureRuntime(students, { ...options, float, texts: functionsOf(options) }),
  processors: ({ options }) => measureProcessors(functionsOf(options), options.seed),
  sts: async (bench) =>
    withLimits(bench, await measureSts(bench.options.data, bench.options.sample, allRows(bench))),
  cosqa: async (bench) =>
    withLimits(
      bench,
      await measureCosqa(bench.options.data, bench.options.sample, searchedRows(bench, otherRows(bench))),
    ),
  repos: async (bench) =>
    withLimits(bench, await measureRepositories(await bench.repositories(), chosenRows(bench))),
  documents: async (bench) => {
    const { options, students } = bench;
    const trees = await readTrees(options.trees, students);
    const search = { bench: { ...students, storage: join(options.scratch, 'indexes') }, seed: options.seed };
    return withLimits(bench, await measureDocuments(trees, chosenRows(bench), search));
  },
  mixture: measureBoth,
  throughput: ({ options, students }) =>
    measureThroughput(students, options.weights, { texts: functionsOf(options), seed: options.seed }),
  static: ({ options, students }) =>
    measureStatic(students, { texts: functionsOf(options), seed: options.seed }),
  retrieval: measureSearch,
  index: async ({ repositories, students }) => measureIndexSize(await repositories(), students),
};

function functionsOf({ data, sample }: BenchOptions): readonly string[] {
  return readCosqa(data, sample).functions;
}

/** A part whose data are not there is said and left out. */
async function measure(bench: Bench): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (!bench.options.parts.has(name as PartName)) continue;
    try {
      const table = await part(bench);
      tables.push(table);
      process.stdout.write(`${printTable(table)}\n`);
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      process.stdout.write(`## ${name}: left out\n\n${error.message}\n\n`);
    }
  }
  return tables;
}

async function main(asked: BenchOptions): Promise<void> {
  const students = await openStudents(asked.models, asked.threads);
  const options = { ...asked, limit: asked.limit || students.manifest.tokenLimit };
  const { cache } = options;
  const needsRivals = (['sts', 'cosqa', 'repos', 'documents', 'retrieval'] as const).some((part) =>
    options.parts.has(part),
  );
  const opened = needsRivals ? await openRivals(options, students) : [];
  const rivalRows = opened.map((rival) => plainRow(rival, cache));
  const tables = await measure({
    options,
    students,
    student: plainRow(students.student, cache),
    staticStudent: plainRow(students.staticStudent, cache),
    float: await floatOf(options, students),
    rivals: rivalRows,
    projected: projectedOf(options, rivalRows),
    repositories: once(() => readRepositories(options.data, options.repos, options.reposLimit, students)),
  });
  if (options.json !== null) {
    const { sample, seed, threads, limit } = options;
    const report = { sample, seed, threads, rivalTokenLimit: limit, tables: tables.map(tableAsJson) };
    writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  }
  await students.encoders.close();
}

let options: BenchOptions | null = null;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}
if (options !== null) await main(options);
