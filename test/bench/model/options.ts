import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The parts that can be measured alone. */
export const partNames = [
  'runtime',
  'processors',
  'sts',
  'cosqa',
  'repos',
  'documents',
  'mixture',
  'throughput',
  'static',
  'retrieval',
  'index',
] as const;

export type PartName = (typeof partNames)[number];

export interface BenchOptions {
  readonly data: string;
  readonly models: string;
  readonly weights: string | null;
  readonly repos: string | null;
  readonly trees: string | null;
  readonly parts: ReadonlySet<PartName>;
  readonly json: string | null;
  readonly cache: string | null;
  /** Absolute; holds the indexes of the documents, as `bench:quality` leaves them. */
  readonly scratch: string;
  /** First texts of each set; 0 for all. */
  readonly sample: number;
  /** First repositories; 0 for all. */
  readonly reposLimit: number;
  /** Names of rivals, or parts of them, see isAskedFor, that are measured on the repositories and the documents too. */
  readonly reposRivals: readonly string[];
  /** Names of rivals, or parts of them; null for all. */
  readonly rivals: readonly string[] | null;
  /** Tokens that a rival reads; 0: as many as the student. */
  readonly limit: number;
  readonly threads: number;
  readonly seed: number;
  /** Passages of the table on exact search. */
  readonly passages: number;
  readonly float: string | null;
  /** Folder of what the recipe cut teachers' vectors by. */
  readonly projections: string | null;
}

export const usage = `npm run bench:model -- --data DIR [options]

  --data DIR          the evaluation sets: sts/, cosqa/, code-repos/
  --weights DIR       rivals' published files; without it they are left out
  --repos DIR         the benchmark's repositories, each at its revision in DIR/NAME
  --trees DIR         the trees of test/bench/documents, each in DIR/NAME
  --models DIR        the students; default: those of this package
  --only a,b          of ${partNames.join(', ')}
  --rivals a,b        only rivals whose name is or holds one of these; an empty list for none
  --repos-rivals a,b  rivals that are measured on the repositories and the documents too
  --repos-limit N     only the first N repositories
  --sample N          only the first N texts of each set, to try the bench: such scores mean nothing
  --projections DIR   what models/distill/cut.py or project.py wrote: teachers joined and cut are measured too
  --limit N           tokens that a rival reads of a text; default: as many as the student
  --threads N         of one inference; default: all cores
  --seed N            default 1
  --passages N        of the exact search; default 100000
  --float FILE        a float32 graph of the student; default WEIGHTS/exported/student-float/model.onnx
  --cache DIR         keeps vectors there, so that a second run takes seconds
  --scratch DIR       keeps the documents' indexes there, the same as bench:quality's; default: in the system's folder
  --json FILE         writes the tables as JSON too
`;

function wholeNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`--${name} is a whole number, not "${value}".`);
}

function list(value: string | undefined): readonly string[] | null {
  return value === undefined ? null : value.split(',').filter((each) => each !== '');
}

function isPart(name: string): name is PartName {
  return (partNames as readonly string[]).includes(name);
}

function partsOf(value: string | undefined): ReadonlySet<PartName> {
  const names = list(value) ?? partNames;
  const parts = names.filter(isPart);
  const unknown = names.find((name) => !isPart(name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}": ${partNames.join(', ')}.`);
  return new Set(parts);
}

/** Throws Error with a sentence for people. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: option,
      weights: option,
      repos: option,
      trees: option,
      models: option,
      only: option,
      rivals: option,
      'repos-rivals': option,
      'repos-limit': option,
      sample: option,
      limit: option,
      threads: option,
      seed: option,
      passages: option,
      float: option,
      projections: option,
      cache: option,
      scratch: option,
      json: option,
    },
  });
  if (values.data === undefined) throw new Error('--data is missing: the folder of the evaluation sets.');
  const path = (value: string | undefined): string | null => (value === undefined ? null : resolve(value));
  const weights = path(values.weights);
  return {
    data: resolve(values.data),
    models: resolve(values.models ?? join(import.meta.dirname, '../../../models')),
    weights,
    repos: path(values.repos),
    trees: path(values.trees),
    parts: partsOf(values.only),
    json: path(values.json),
    cache: path(values.cache),
    scratch: resolve(values.scratch ?? join(tmpdir(), 'homing-quality')),
    sample: wholeNumber('sample', values.sample, 0),
    reposLimit: wholeNumber('repos-limit', values['repos-limit'], 0),
    reposRivals: list(values['repos-rivals']) ?? [],
    rivals: list(values.rivals),
    limit: wholeNumber('limit', values.limit, 0),
    threads: wholeNumber('threads', values.threads, 0) || availableParallelism(),
    seed: wholeNumber('seed', values.seed, 1),
    passages: wholeNumber('passages', values.passages, 100_000),
    float:
      path(values.float) ?? (weights === null ? null : join(weights, 'exported/student-float/model.onnx')),
    projections: path(values.projections),
  };
}
