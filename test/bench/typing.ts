/**
 * How long results take as one types in the palette, in the real editor, from the key to the rows, the pause before the
 * search included, while the Transformer encodes a folder at the same time.
 * node test/bench/typing.ts FOLDER [--keys 200] [--gap 350] [QUESTION …]
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openPalette, openWindow, untilEncoding } from '../../scripts/host/window.ts';
import { projectRoot } from '../../scripts/project.ts';

/** As people write them; a key each. */
const ownQuestions = [
  'where are migrations applied to the database',
  'retry when the connection is lost',
  'parse the schema file',
  'how is an error shown in the terminal',
  'cache of query results',
];
/** Milliseconds: a large folder is read before anything is encoded. */
const readMs = 600_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keys: { type: 'string', default: '150' }, gap: { type: 'string', default: '350' } },
});
const [folder, ...given] = positionals;
if (folder === undefined) {
  console.error('npm run bench:typing -- FOLDER [--keys 150] [--gap 350] [QUESTION …]');
  process.exit(1);
}
const questions = given.length > 0 ? given : ownQuestions;

/** What a line of the palette's log says, in milliseconds. */
interface Answer {
  readonly total: number;
  readonly engine: number;
}

function answersIn(log: string): readonly Answer[] {
  const line = /Palette: \d+ rows ([\d.]+) ms after the key, ([\d.]+) ms of them in the engine/g;
  return [...log.matchAll(line)].map(([, total, engine]) => ({
    total: Number(total),
    engine: Number(engine),
  }));
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function row(name: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const shown = [0.5, 0.9, 0.99].map((share) => quantile(sorted, share).toFixed(0).padStart(8));
  return `${name.padEnd(34)}${shown.join('')}${(sorted.at(-1) ?? Number.NaN).toFixed(0).padStart(8)}`;
}

/** Returns how many keys were pressed. Each has the time to be answered: one that a newer key cuts off has no time. */
async function typeAll(page: Page, most: number, gap: number): Promise<number> {
  let keys = 0;
  for (const question of questions) {
    await openPalette(page);
    for (const key of question) {
      if (keys === most) break;
      await page.keyboard.type(key);
      await page.waitForTimeout(gap);
      keys++;
    }
    await page.keyboard.press('Escape');
  }
  return keys;
}

execFileSync(process.execPath, [join(projectRoot, 'esbuild.js')], { cwd: projectRoot });
const window = await openWindow({ folder: resolve(folder), logLevel: 'homing.homing=debug' });
try {
  const { page } = window;
  await untilEncoding(page, readMs);
  const keys = await typeAll(page, Number(values.keys), Number(values.gap));
  const state = await page.locator('[id="homing.homing.homing.status"] a').getAttribute('aria-label');
  const answers = answersIn(await window.log());
  console.log(`${resolve(folder)}, ${cpus().length} cores; at the end: ${state ?? ''}`);
  console.log(`${keys} keys, ${values.gap} ms apart; ${answers.length} answers\n`);
  console.log(
    `${'milliseconds'.padEnd(34)}${['median', '90 %', '99 %', 'most'].map((each) => each.padStart(8)).join('')}`,
  );
  console.log(
    row(
      'from the key to the rows',
      answers.map(({ total }) => total),
    ),
  );
  console.log(
    row(
      'of them in the engine',
      answers.map(({ engine }) => engine),
    ),
  );
} finally {
  await window.close();
}
