/**
 * Speed of the whole, each figure beside a rival or a limit in the same run. `npm run bench -- --help` tells the options,
 * docs/performance.md the results.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Absent } from './model/data.ts';
import { openStudents, type Students } from './model/students.ts';
import { printTable, tableAsJson, type Table } from './model/table.ts';
import { corpusFolder, describeCorpus, obtainCorpora, type CorpusName } from './speed/corpora.ts';
import { measureEncoding } from './speed/encoding.ts';
import {
  measureFirstAnswer,
  measureIndexing,
  measureOpening,
  measureQuestions,
  measureReconcile,
  type Bench,
} from './speed/folders.ts';
import { describeMachine } from './speed/machine.ts';
import { parseOptions, usage, type PartName, type SpeedOptions } from './speed/options.ts';
import { measureScale } from './speed/scale.ts';
import { chunkTexts, measureStaticStudent, measureTransformer } from './speed/students.ts';

const project = join(import.meta.dirname, '..', '..');

interface Parts extends Bench {
  readonly options: SpeedOptions;
  readonly scratch: string;
}

type Part = (parts: Parts) => Promise<Table>;

async function withTexts(
  parts: Parts,
  measure: (students: Students, texts: readonly string[]) => Promise<Table>,
): Promise<Table> {
  const students = await openStudents(
    join(project, 'models'),
    Math.max(1, Math.floor(availableParallelism() / 2)),
  );
  try {
    return await measure(students, await chunkTexts(parts.root, students));
  } finally {
    await students.encoders.close();
  }
}

const measurements: Readonly<Record<PartName, Part>> = {
  index: measureIndexing,
  first: measureFirstAnswer,
  reconcile: measureReconcile,
  open: measureOpening,
  queries: measureQuestions,
  scale: async ({ root, storage, scratch, options }) => {
    const { table, svg } = await measureScale({ root, storage, scratch, most: options.most });
    if (options.svg !== null) writeFileSync(options.svg, svg);
    return table;
  },
  static: (parts) => withTexts(parts, measureStaticStudent),
  transformer: (parts) =>
    withTexts(parts, (students, texts) => measureTransformer(students, texts, parts.options.weights)),
  // Last: it changes the index.
  encoding: measureEncoding,
};

/** A part whose corpus or rival is missing says how to obtain it and is left out. */
async function measureAll(parts: Parts): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (!parts.options.parts.has(name as PartName)) continue;
    try {
      const table = await measure(parts);
      tables.push(table);
      process.stdout.write(`${printTable(table)}\n`);
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      process.stdout.write(`## ${name}: left out\n\n${error.message}\n\n`);
    }
  }
  return tables;
}

/** Tables of this run in place of those of the same names, the others as they were: parts can be measured one by one. */
function writeReport(file: string, tables: readonly Table[], machine: string): void {
  interface Report {
    readonly machine: string;
    readonly tables: readonly { readonly id: string }[];
  }
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report).tables : [];
  const made = tables.map((table) => ({ ...(tableAsJson(table) as { readonly id: string }), machine }));
  const kept = before.filter(({ id }) => !made.some((each) => each.id === id));
  writeFileSync(file, `${JSON.stringify({ machine, tables: [...kept, ...made] }, null, 1)}\n`);
}

const beginning = '<!-- tables -->';

/** Each table with where and of what state it was printed. */
function writeMarkdown(file: string, tables: readonly Table[], machine: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : `${beginning}\n`;
  const [head = '', rest = ''] = before.split(beginning);
  const sections = new Map(
    rest
      .split(/^(?=## )/m)
      .filter((text) => text.startsWith('## '))
      .map((text) => [text.split('\n', 1)[0] ?? '', text.trimEnd()]),
  );
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: project, encoding: 'utf8' });
  const state = `${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}, ${machine}.`;
  for (const table of tables)
    sections.set(`## ${table.title}`, `${printTable(table).trimEnd()}\n\n*${state}*`);
  writeFileSync(file, `${head}${beginning}\n\n${[...sections.values()].join('\n\n')}\n`);
}

async function main(options: SpeedOptions): Promise<void> {
  execFileSync(process.execPath, [join(project, 'esbuild.js'), '--production'], { cwd: project });
  if (options.obtain) obtainCorpora(options.data, (line) => process.stderr.write(`${line}\n`));
  const name: CorpusName = options.small ? 'small' : 'large';
  const root = corpusFolder(options.data, name);
  const machine = describeMachine();
  process.stdout.write(`${machine}\nCorpus: ${describeCorpus(name)}\n\n`);
  mkdirSync(join(options.data, 'indexes'), { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'homing-bench-'));
  try {
    const storage = join(options.data, 'indexes', name);
    const parts = { root, description: describeCorpus(name), storage, scratch, options };
    const tables = await measureAll(parts);
    if (options.json !== null) writeReport(options.json, tables, machine);
    if (options.markdown !== null) writeMarkdown(options.markdown, tables, machine);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function start(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(usage);
    return Promise.resolve();
  }
  let options: SpeedOptions;
  try {
    options = parseOptions(args, project);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return Promise.resolve();
  }
  return main(options);
}

try {
  await start();
} catch (error) {
  const told = error instanceof Absent ? error.message : String((error as Error).stack);
  process.stderr.write(`${told}\n`);
  process.exitCode = 2;
}
