/** The parts that measure the students alone, on chunks of the corpus. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChunker } from '../../../src/engine/openChunker.ts';
import { discover } from '../../../src/engine/discover/discover.ts';
import { readModelFile } from '../../../src/engine/embed/manifest.ts';
import { openSession, type Session } from '../../../src/engine/embed/session.ts';
import { readFile } from '../../../src/engine/index/readFile.ts';
import type { SourceFile } from '../../../src/engine/types.ts';
import { Absent } from '../model/data.ts';
import { mean, median } from '../model/measures.ts';
import { createRandom, shuffled } from '../model/random.ts';
import { locateRival, rivals, rivalTokenizer } from '../model/rivals.ts';
import type { Students } from '../model/students.ts';
import type { Cell, Table } from '../model/table.ts';
import { bareProducts, openProducts } from './bareProducts.ts';
import { load } from './machine.ts';

/** Texts of one measurement, and measurements. */
const blockTexts = 8;
const blocks = 24;
const seed = 7;
const sampledFiles = 200;

/** What the encoders see of chunks drawn from the folder. */
export async function chunkTexts(root: string, students: Students): Promise<readonly string[]> {
  const { assets } = students;
  const files: SourceFile[] = [];
  for await (const seen of discover(root, { git: { home: null } }))
    if (seen.type === 'file') files.push(seen.file);
  const chunker = openChunker(assets);
  const texts: string[] = [];
  const tokenize = (text: string): Int32Array => {
    texts.push(text);
    return new Int32Array();
  };
  const parts = { root, limits: { maxBytes: 1024 * 1024 }, chunker: () => chunker, tokenize };
  const random = createRandom(seed);
  for (const file of shuffled(files, random).slice(0, sampledFiles)) {
    await readFile(parts, file, null, () => Promise.resolve());
  }
  return shuffled(texts, random).slice(0, blockTexts * blocks);
}

function blocksOf<T>(values: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.floor(values.length / blockTexts) }, (_, at) =>
    values.slice(at * blockTexts, (at + 1) * blockTexts),
  );
}

/** Milliseconds a text. */
async function timed(count: number, work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / count;
}

/** How often a block is embedded by the static student in one measurement, so that the clock's grain does not count. */
const repeats = 20;

export async function measureStaticStudent(students: Students, texts: readonly string[]): Promise<Table> {
  const { encoders, tokenizer, manifest } = students;
  const student = await encoders.student();
  const { staticStudent } = encoders;
  const rows = new Int8Array(tokenizer.vocabularySize * manifest.dims);
  const copied = new Int8Array(manifest.dims * 512);
  const times = {
    student: [] as number[],
    quick: [] as number[],
    tokens: [] as number[],
    copy: [] as number[],
  };
  await staticStudent.embed(texts, 'passage');
  await student.embed(texts.slice(0, blockTexts), 'passage');
  const busy = load();
  for (const block of blocksOf(texts)) {
    const count = block.length * repeats;
    const again = Array.from({ length: repeats }, () => block).flat();
    const ids = again.map((text) => tokenizer.wordPieces(text, 512));
    times.student.push(await timed(block.length, () => student.embed(block, 'passage')));
    times.quick.push(await timed(count, () => staticStudent.embed(again, 'passage')));
    times.tokens.push(
      await timed(count, () => {
        for (const text of again) tokenizer.wordPieces(text, 512);
      }),
    );
    times.copy.push(await timed(count, () => copyRows(rows, ids, copied, manifest.dims)));
  }
  const row = (name: string, values: readonly number[]): Cell[] => [
    name,
    median(values),
    1000 / median(values),
    median(times.student.map((ms, at) => ms / (values[at] ?? NaN))),
  ];
  return {
    id: 'static',
    title: 'The static student',
    columns: [
      { name: 'what' },
      { name: 'ms a text', digits: 4 },
      { name: 'texts a second' },
      { name: 'times the Transformer', digits: 1 },
    ],
    rows: [
      row('Transformer student', times.student),
      row('static student (goal: 30 times)', times.quick),
      row('of that the tokenizer', times.tokens),
      row('limit: the same rows copied in memory', times.copy),
    ],
    notes: [
      `${texts.length} chunks of the corpus in blocks of ${blockTexts}, in turn; Transformer on ${students.threads} threads, the others on one. Load before: ${busy.toFixed(1)}.`,
    ],
  };
}

function copyRows(rows: Int8Array, texts: readonly Int32Array[], into: Int8Array, dims: number): void {
  for (const ids of texts) {
    for (let at = 0; at < ids.length; at++) {
      const from = (ids[at] ?? 0) * dims;
      into.set(rows.subarray(from, from + dims), at * dims);
    }
  }
}

const rivalName = 'all-MiniLM-L6-v2 int8';

async function timedRuns(session: Session, texts: readonly Int32Array[]): Promise<number> {
  return timed(texts.length, async () => {
    for (const ids of texts) await session.run([ids]);
  });
}

export async function measureTransformer(
  students: Students,
  texts: readonly string[],
  weights: string | null,
): Promise<Table> {
  const { runtime, threads, manifest, tokenizer } = students;
  const device = { type: 'cpu', threads } as const;
  const model = await readModelFile(manifest, 'model');
  const own = await openSession(runtime, model, device);
  const encode = (text: string): Int32Array => tokenizer.encode(text, manifest.tokenLimit);
  const rival = await openRival(students, weights);
  const products = await openProducts(runtime, bareProducts(model), threads);
  const times = { own: [] as number[], products: [] as number[], rival: [] as number[] };
  const timedProducts = (some: readonly Int32Array[]): Promise<number> =>
    timed(some.length, async () => {
      for (const ids of some) await products.run(ids.length);
    });
  await timedRuns(own, texts.slice(0, blockTexts).map(encode));
  await timedProducts(texts.slice(0, blockTexts).map(encode));
  const busy = load();
  for (const block of blocksOf(texts)) {
    times.own.push(await timedRuns(own, block.map(encode)));
    times.products.push(await timedProducts(block.map(encode)));
    if (rival !== null) times.rival.push(await timedRuns(rival.session, block.map(rival.encode)));
  }
  await own.release();
  await products.release();
  await rival?.session.release();
  const share = await productShare(students, model, texts.slice(0, 64).map(encode));
  const ratio = rival === null ? null : median(times.own.map((ms, at) => (times.rival[at] ?? NaN) / ms));
  const ofProducts = median(times.own.map((ms, at) => (times.products[at] ?? NaN) / ms));
  const tokens = (of: (text: string) => Int32Array): number => mean(texts.map((text) => of(text).length));
  return {
    id: 'transformer',
    title: 'The Transformer student on the processor',
    columns: [
      { name: 'what' },
      { name: 'tokens', digits: 1 },
      { name: 'ms a chunk', digits: 2 },
      { name: 'chunks a second', digits: 1 },
    ],
    rows: [
      ['student', tokens(encode), median(times.own), 1000 / median(times.own)],
      [
        'its products of whole numbers alone',
        tokens(encode),
        median(times.products),
        1000 / median(times.products),
      ],
      ...(rival === null
        ? []
        : [[rivalName, tokens(rival.encode), median(times.rival), 1000 / median(times.rival)]]),
      ['times as fast as the rival (goal: 2)', null, ratio, null],
      ['chunks a second, % of what the bare products allow', null, ofProducts * 100, null],
      ['share of its time in matrix products, % (goal: 50)', null, share * 100, null],
    ],
    notes: [
      `${texts.length} chunks of the corpus, one a run, ${threads} threads each, without tokenizing; blocks in turn, medians. The share is what ONNX Runtime’s profile gives the products of whole numbers: with them alone, at the speed of its kernels, the rest of the time would be saved. The bare products are a graph of nothing but them, with the student’s weights, for texts of the same lengths, in turn with the student; its few products of floats, in the attention, are not among them. Load before: ${busy.toFixed(1)}.`,
      ...(rival === null
        ? [
            `Left out: ${rivalName}; models/distill/export_rival.py makes it of the published weights, --weights says where.`,
          ]
        : []),
    ],
  };
}

interface Contestant {
  readonly session: Session;
  readonly encode: (text: string) => Int32Array;
}

async function openRival(
  { runtime, threads, manifest }: Students,
  weights: string | null,
): Promise<Contestant | null> {
  const rival = rivals.find(({ name }) => name === rivalName);
  const files = rival === undefined || weights === null ? null : locateRival(weights, rival);
  if (files === null) return null;
  const encode = rivalTokenizer(readFileSync(files.tokenizer, 'utf8'));
  return {
    session: await openSession(runtime, readFileSync(files.model), { type: 'cpu', threads }),
    encode: (text) => encode(text, manifest.tokenLimit),
  };
}

interface ProfileEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly dur?: number;
  readonly args?: { readonly op_name?: string };
}

/** Which part of a run's time ONNX Runtime spends in matrix products, 0 to 1. */
async function productShare(
  { runtime, threads }: Students,
  model: Uint8Array,
  texts: readonly Int32Array[],
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'homing-profile-'));
  try {
    const session = await runtime.InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    const { Tensor } = runtime;
    for (const ids of texts) {
      const shape = [1, ids.length];
      await session.run({
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      });
    }
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Absent('ONNX Runtime has written no profile.');
    const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProfileEvent[];
    const sum = (wanted: (event: ProfileEvent) => boolean): number =>
      events.filter(wanted).reduce((total, { dur }) => total + (dur ?? 0), 0);
    const products = sum((event) => event.cat === 'Node' && /MatMul|Gemm/.test(event.args?.op_name ?? ''));
    return products / sum((event) => event.name === 'model_run');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
