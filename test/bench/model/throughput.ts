import { readFileSync } from 'node:fs';
import { readModelFile } from '../../../src/engine/embed/manifest.ts';
import { openSession, type Session } from '../../../src/engine/embed/session.ts';
import { Absent } from './data.ts';
import { mean, median } from './measures.ts';
import { createRandom, shuffled } from './random.ts';
import { locateRival, rivals, rivalTokenizer } from './rivals.ts';
import type { Students } from './students.ts';
import type { Cell, Table } from './table.ts';

/** Texts of one measurement: long enough that the clock's grain does not count, short enough to be undisturbed. */
const blockTexts = 8;
/** How often every block is measured. */
const rounds = 3;
const sampleTexts = 256;
const equalLengths = [16, 32, 64, 128, 192];

interface Contestant {
  readonly session: Session;
  readonly encode: (text: string) => Int32Array;
}

/** Milliseconds for all of them, one text a run. */
async function timed(session: Session, batch: readonly Int32Array[]): Promise<number> {
  const start = performance.now();
  for (const ids of batch) await session.run([ids]);
  return performance.now() - start;
}

/** The same kind of tokens, as many as told: what stands between the first and the last repeats or is cut. */
export function resized(ids: Int32Array, length: number): Int32Array {
  const inner = Math.max(1, ids.length - 2);
  const filled = Int32Array.from({ length }, (_, at) => ids[1 + ((at - 1 + inner) % inner)] ?? 0);
  filled[0] = ids[0] ?? 0;
  filled[length - 1] = ids.at(-1) ?? 0;
  return filled;
}

interface Block {
  readonly rival: number;
  /** The student on as many tokens as the rival has. */
  readonly studentAtTheirs: number;
  readonly student: number;
}

/** Three measurements a block one right after another, in turning order, so that a disturbance meets all alike. */
async function measureBlocks(
  student: Contestant,
  rival: Contestant,
  texts: readonly string[],
): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    for (let from = 0; from < texts.length; from += blockTexts) {
      const group = texts.slice(from, from + blockTexts);
      const theirs = group.map(rival.encode);
      const ours = group.map(student.encode);
      const atTheirs = ours.map((ids, at) => resized(ids, theirs[at]?.length ?? 2));
      const times = { rival: 0, studentAtTheirs: 0, student: 0 };
      const runs = [
        async () => (times.rival = await timed(rival.session, theirs)),
        async () => (times.studentAtTheirs = await timed(student.session, atTheirs)),
        async () => (times.student = await timed(student.session, ours)),
      ];
      const first = blocks.length % runs.length;
      for (const run of [...runs.slice(first), ...runs.slice(0, first)]) await run();
      blocks.push(times);
    }
  }
  return blocks;
}

/** Milliseconds a text of so many tokens: medians of interleaved runs. */
async function measureLengths(student: Contestant, rival: Contestant, text: string): Promise<Cell[][]> {
  const limit = student.encode('word '.repeat(1_000)).length;
  const rows: Cell[][] = [];
  for (const length of equalLengths.filter((each) => each <= limit)) {
    const [ours, theirs] = [resized(student.encode(text), length), resized(rival.encode(text), length)];
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let run = 0; run < 15; run++) {
      times.ours.push(await timed(student.session, [ours]));
      times.theirs.push(await timed(rival.session, [theirs]));
    }
    const [a, b] = [median(times.ours), median(times.theirs)];
    rows.push([`at ${length} tokens`, length, length, a, b, b / a]);
  }
  return rows;
}

const rivalName = 'all-MiniLM-L6-v2 int8';

async function openRivalGraph(
  weights: string,
  { runtime, threads, manifest }: Students,
): Promise<Contestant | null> {
  const rival = rivals.find(({ name }) => name === rivalName);
  const files = rival === undefined ? null : locateRival(weights, rival);
  if (files === null) return null;
  const encode = rivalTokenizer(readFileSync(files.tokenizer, 'utf8'));
  return {
    session: await openSession(runtime, readFileSync(files.model), { type: 'cpu', threads }),
    encode: (text) => encode(text, manifest.tokenLimit),
  };
}

async function openStudentGraph({ runtime, threads, manifest, tokenizer }: Students): Promise<Contestant> {
  return {
    session: await openSession(runtime, await readModelFile(manifest, 'model'), { type: 'cpu', threads }),
    encode: (text) => tokenizer.encode(text, manifest.tokenLimit),
  };
}

/** Static and Transformer student with their tokenizer, blocks in turn; the ratio is the median of the blocks' own. */
export async function measureStatic(
  { encoders, threads }: Students,
  { texts, seed }: PassageSample,
): Promise<Table> {
  const chosen = shuffled(texts, createRandom(seed)).slice(0, sampleTexts);
  const student = await encoders.student();
  const { staticStudent } = encoders;
  await staticStudent.embed(chosen, 'passage');
  const slow: number[] = [];
  const fast: number[] = [];
  for (let from = 0; from < chosen.length; from += blockTexts) {
    const group = chosen.slice(from, from + blockTexts);
    for (const [encoder, times] of [
      [student, slow],
      [staticStudent, fast],
    ] as const) {
      const start = performance.now();
      await encoder.embed(group, 'passage');
      times.push((performance.now() - start) / group.length);
    }
  }
  const ratio = median(slow.map((ms, at) => ms / (fast[at] ?? NaN)));
  return {
    id: 'static',
    title: 'Speed of the static student',
    columns: [
      { name: 'model' },
      { name: 'ms a text', digits: 3 },
      { name: 'texts a second' },
      { name: 'faster than the student', digits: 1 },
    ],
    rows: [
      ['student', median(slow), 1000 / median(slow), null],
      ['static student', median(fast), 1000 / median(fast), ratio],
    ],
    notes: [
      `${chosen.length} functions of CoSQA drawn with seed ${seed}, with tokenizing, student on ${threads} threads, static on one.`,
    ],
  };
}

export interface PassageSample {
  readonly texts: readonly string[];
  readonly seed: number;
}

/** Against the rival. Throws Absent where that one is not there. `texts`: passages of code. */
export async function measureThroughput(
  students: Students,
  weights: string | null,
  { texts, seed }: PassageSample,
): Promise<Table> {
  const chosen = shuffled(texts, createRandom(seed)).slice(0, sampleTexts);
  const rival = weights === null ? null : await openRivalGraph(weights, students);
  if (rival === null) {
    throw new Absent(
      `${rivalName} is not there: models/distill/export_rival.py makes it of the published weights, quantized as ours.`,
    );
  }
  const student = await openStudentGraph(students);
  const warm = chosen.slice(0, blockTexts);
  await timed(student.session, warm.map(student.encode));
  await timed(rival.session, warm.map(rival.encode));
  const rows = await compare(student, rival, chosen);
  await Promise.all([student.session.release(), rival.session.release()]);
  const { threads, manifest } = students;
  return {
    id: 'throughput',
    title: `Speed on the CPU: student against ${rivalName}`,
    columns: [
      { name: 'what' },
      { name: 'tokens, student', digits: 1 },
      { name: 'tokens, rival', digits: 1 },
      { name: 'ms a text, student', digits: 3 },
      { name: 'ms a text, rival', digits: 3 },
      { name: 'times as fast', digits: 2 },
    ],
    rows,
    notes: [
      `${chosen.length} functions of CoSQA drawn with seed ${seed}; ${threads} threads each; one text a run; cut at ${manifest.tokenLimit} tokens for both; without tokenizing.`,
      `The rival's graph is written, quantized and run as ours. Ratios are medians over ${Math.ceil(chosen.length / blockTexts) * rounds} interleaved blocks of ${blockTexts} texts, and of 15 runs at each length.`,
    ],
  };
}

async function compare(student: Contestant, rival: Contestant, texts: readonly string[]): Promise<Cell[][]> {
  const blocks = await measureBlocks(student, rival, texts);
  const tokens = (each: Contestant): number => mean(texts.map((text) => each.encode(text).length));
  const [ours, theirs] = [tokens(student), tokens(rival)];
  const perText = (of: (block: Block) => number): number => median(blocks.map(of)) / blockTexts;
  const ratio = (of: (block: Block) => number): number => median(blocks.map(of));
  const longest = texts.reduce((a, b) => (a.length >= b.length ? a : b), '');
  return [
    [
      'in all',
      ours,
      theirs,
      perText((block) => block.student),
      perText((block) => block.rival),
      ratio((block) => block.rival / block.student),
    ],
    [
      'of that from the graph (both on the rival’s number of tokens)',
      theirs,
      theirs,
      perText((block) => block.studentAtTheirs),
      perText((block) => block.rival),
      ratio((block) => block.rival / block.studentAtTheirs),
    ],
    [
      'of that from fewer tokens (the student on its own and on the rival’s number)',
      ours,
      theirs,
      perText((block) => block.student),
      perText((block) => block.studentAtTheirs),
      ratio((block) => block.studentAtTheirs / block.student),
    ],
    ...(await measureLengths(student, rival, longest)),
  ];
}
