/** The student's vectors on processors that this machine has not: the command line under QEMU's user-mode emulation. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import { Absent } from './data.ts';
import { mean } from './measures.ts';
import { createRandom, shuffled } from './random.ts';
import type { Table } from './table.ts';

const emulator = 'qemu-x86_64';

/** QEMU's names; int8 products differ: AVX2 has none of VNNI's, SSE4.2 none of AVX2's. */
const processors = [
  { name: 'Haswell', has: 'AVX2, no VNNI, no AVX-512' },
  { name: 'Nehalem', has: 'SSE4.2, no AVX' },
] as const;

/** An emulated processor takes some seconds a function. */
const textCount = 40;

const commandLine = join(import.meta.dirname, '../../../bin/homing.js');

/** One vector a text; `cpu` null: this machine's own processor. */
async function embed(cpu: string | null, texts: readonly string[]): Promise<readonly Float32Array[]> {
  const own = [process.execPath, commandLine, 'embed', '--kind', 'passage', '--device', 'cpu'];
  const [program = '', ...args] = cpu === null ? own : [emulator, '-cpu', cpu, ...own];
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} failed`, { cause: error }));
    });
    child.stdin?.end(texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => Float32Array.from(JSON.parse(line) as number[]));
}

/** Throws Absent without QEMU. */
export async function measureProcessors(texts: readonly string[], seed: number): Promise<Table> {
  if (process.arch !== 'x64' || spawnSync(emulator, ['--version']).error !== undefined)
    throw new Absent(`${emulator} is not there: on Debian, apt-get install qemu-user.`);
  const chosen = shuffled(texts, createRandom(seed)).slice(0, textCount);
  const here = await embed(null, chosen);
  const rows: (string | number)[][] = [];
  for (const { name, has } of processors) {
    const there = await embed(name, chosen);
    const cosines = here.map((vector, at) => cosine(vector, there[at] ?? new Float32Array(vector.length)));
    rows.push([name, has, mean(cosines), Math.min(...cosines)]);
  }
  return {
    id: 'processors',
    title: 'The student on other processors',
    columns: [
      { name: 'emulated' },
      { name: 'instructions' },
      { name: 'cosine with the vectors here, mean', digits: 5 },
      { name: 'lowest', digits: 5 },
    ],
    rows,
    notes: [
      `${chosen.length} functions of CoSQA drawn with seed ${seed}, embedded by the built command line.`,
    ],
  };
}
