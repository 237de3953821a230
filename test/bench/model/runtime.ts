import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadManifest, readModelFile } from '../../../src/engine/embed/manifest.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import type { Encoder } from '../../../src/engine/types.ts';
import { mean } from './measures.ts';
import { integerWeights } from './onnxWeights.ts';
import { createRandom, shuffled } from './random.ts';
import type { Embedder } from './embedder.ts';
import type { Students } from './students.ts';
import type { Cell, Table } from './table.ts';

/** Instructions that change how exact int8 products are: without them AVX2's saturate where weights use all 8 bits. */
const instructions = ['avx2', 'avx_vnni', 'avx512_vnni', 'amx_int8', 'asimddp', 'i8mm'];

/** Of the instructions above those the processor has, as Linux tells them; null elsewhere. */
function processorInstructions(): string | null {
  const path = '/proc/cpuinfo';
  if (!existsSync(path)) return null;
  const known = new Set(readFileSync(path, 'utf8').split(/\s+/));
  return instructions.map((name) => `${name} ${known.has(name) ? 'yes' : 'no'}`).join(', ');
}

/** Texts whose vector is the same to the bit alone, in a call with all others, and in one in reverse order. */
async function sameInCompany(encoder: Encoder, texts: readonly string[]): Promise<number> {
  const together = await encoder.embed(texts, 'passage');
  const reversed = (await encoder.embed(texts.toReversed(), 'passage')).toReversed();
  let same = 0;
  for (const [at, text] of texts.entries()) {
    const [alone] = await encoder.embed([text], 'passage');
    if (isDeepStrictEqual(alone, together[at]) && isDeepStrictEqual(alone, reversed[at])) same++;
  }
  return same;
}

/** Cosines of the shipped graph's vectors with the float32 graph's. */
async function againstFloat(
  students: Students,
  float: Embedder,
  texts: readonly string[],
): Promise<readonly number[]> {
  const cosines: number[] = [];
  for (const text of texts)
    cosines.push(cosine(await students.student.embed(text, 'passage'), await float.embed(text, 'passage')));
  return cosines;
}

/** Activations have 8 bits without sign, and AVX2 adds two products in 16 bits with sign before it goes on. */
const largestActivation = 255;
const largestSum = 32_767;

/** Whether integer products can saturate where the processor has neither VNNI nor AMX: told from the weights, so for any. */
async function saturation({ manifest }: Students): Promise<string> {
  const weights = integerWeights(await readModelFile(manifest, 'model'));
  const largest = Math.max(...weights.map(({ largestMagnitude }) => largestMagnitude));
  const sum = 2 * largestActivation * largest;
  const verdict = sum <= largestSum ? 'cannot saturate' : 'can saturate';
  return `${verdict}: largest weight ${largest} of ${weights.length} matrices, 2 × ${largestActivation} × ${largest} = ${sum}, limit ${largestSum}`;
}

async function modelSizes(models: string): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for (const kind of ['student', 'student-static'] as const) {
    const { id, files } = await loadManifest(join(models, kind), kind);
    for (const [name, { path, sha256 }] of Object.entries(files)) {
      const megabytes = (statSync(path).size / 1e6).toFixed(2);
      rows.push([`${id}: ${name}`, `${megabytes} MB, SHA-256 ${sha256.slice(0, 12)}…`]);
    }
  }
  return rows;
}

export interface RuntimeOptions {
  /** A float32 graph of the same weights; null: not compared. */
  readonly float: Embedder | null;
  readonly texts: readonly string[];
  readonly seed: number;
}

export async function measureRuntime(
  students: Students,
  { float, texts, seed }: RuntimeOptions,
): Promise<Table> {
  const chosen = shuffled(texts, createRandom(seed)).slice(0, 64);
  const { encoders, assets, threads } = students;
  const transformer = await sameInCompany(await encoders.student(), chosen);
  const summed = await sameInCompany(encoders.staticStudent, chosen);
  const rows: Cell[][] = [
    ['processor', `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${process.arch}`],
    ['its instructions for int8', processorInstructions() ?? 'not told by this system'],
    ['Node, ONNX Runtime', `${process.version}, ${packageVersion('onnxruntime-node')}`],
    ['threads of the Transformer', threads],
    ['student: products on AVX2 without VNNI', await saturation(students)],
    ['student: same bits alone and in company', `${transformer} of ${chosen.length} texts`],
    ['static student: same bits alone and in company', `${summed} of ${chosen.length} texts`],
  ];
  if (float === null) rows.push(['int8 against float32', 'no float32 graph is there']);
  else {
    const cosines = await againstFloat(students, float, chosen);
    const [average, lowest] = [mean(cosines), Math.min(...cosines)].map((each) => each.toFixed(4));
    rows.push(['int8 against float32, cosine', `mean ${average ?? ''}, lowest ${lowest ?? ''}`]);
  }
  return {
    id: 'runtime',
    title: 'The runtime',
    columns: [{ name: 'what' }, { name: 'result' }],
    rows: [...rows, ...(await modelSizes(assets.models))],
    notes: [`${chosen.length} functions of CoSQA drawn with seed ${seed}.`],
  };
}

function packageVersion(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}
