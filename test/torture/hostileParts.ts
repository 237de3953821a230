/** What comes from outside and means harm: texts, folders, and messages. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { bombedLanguages, bombs, chunkerWithin, explode, isWell, type Blast } from './bombs.ts';
import { hostileFolders } from './hostileFolders.ts';
import { readHostileTexts } from './readTexts.ts';
import { openRealEncoders } from './realEngine.ts';
import { percentile, scaled, type Section, type Torture } from './section.ts';
import { mayMount } from './storage.ts';
import { hostileTexts } from './texts.ts';

/** Small limits reach what large ones reach, sooner. */
const limits = { parseLimitMs: 500, parseLimitBytes: 64 * 1024 * 1024 };
const bombCharacters = 20_000;
/** Milliseconds of the processor's time that a bomb may take in all: it is parsed up to the limit, then cut by its lines. */
const mostBombMs = 6 * limits.parseLimitMs;
const textCharacters = 200_000;

/** Every so manieth of a list, as many as the share asks for. */
function some<T>(all: readonly T[], wanted: number): readonly T[] {
  return Array.from({ length: wanted }, (_, at) => all[Math.floor((at * all.length) / wanted)] as T);
}

export async function dropBombs(torture: Torture): Promise<Section> {
  // As in the worker: the optimising compiler spends more on the grammars than it saves.
  setFlagsFromString('--no-wasm-tier-up --no-wasm-dynamic-tiering');
  const chunker = await chunkerWithin(limits);
  const pairs = bombedLanguages.flatMap((language) => Object.keys(bombs).map((bomb) => ({ language, bomb })));
  const blasts: Blast[] = [];
  const faults: string[] = [];
  const before = process.memoryUsage().rss;
  let most = before;
  for (const { language, bomb } of some(pairs, scaled(torture, pairs.length, bombedLanguages.length))) {
    const blast = await explode(chunker, language, bomb, bombCharacters);
    blasts.push(blast);
    most = Math.max(most, process.memoryUsage().rss);
    if (blast.fault !== null) faults.push(`${bomb} in ${language}: ${blast.fault}`);
    if (blast.ms > mostBombMs) faults.push(`${bomb} in ${language}: ${Math.round(blast.ms)} ms`);
    if (blasts.length % 20 !== 0) continue;
    if (!(await isWell(chunker))) faults.push(`after ${language} a sound file is not parsed any more`);
    torture.say(`${blasts.length} of ${pairs.length}, ${language}`);
  }
  const times = blasts.map(({ ms }) => ms);
  const worst = blasts.reduce((a, b) => (b.ms > a.ms ? b : a));
  return {
    title: 'Texts that burst parsers',
    told: [
      `${Object.keys(bombs).length} kinds of text of ${bombCharacters} characters, each as a file of each of ${bombedLanguages.length} languages: ${blasts.length} files. A parser`,
      `is given ${limits.parseLimitMs} ms and ${limits.parseLimitBytes / 2 ** 20} MiB a file (2,000 and 128 as shipped); what it cannot do within them is cut by the look of`,
      `its lines, within ${mostBombMs} ms of the processor's time in all. Every line must be in exactly one chunk, and the next sound file must be cut by its syntax tree as ever. The`,
      `process grew by ${Math.round((most - before) / 2 ** 20)} MiB at the most.`,
    ],
    table: {
      head: ["milliseconds of the processor's time a file", ''],
      rows: [
        ['median', Math.round(percentile(times, 0.5))],
        ['p95', Math.round(percentile(times, 0.95))],
        [`longest (${worst.bomb}, ${worst.language})`, Math.round(worst.ms)],
      ],
    },
    faults,
  };
}

export async function readTexts(torture: Torture): Promise<Section> {
  const { scratch, say } = torture;
  const all = Object.keys(hostileTexts);
  const names = some(all, scaled(torture, all.length, 12));
  const encoders = await openRealEncoders();
  let done = 0;
  const onText = (): void => {
    if (++done % 25 === 0) say(`${done} of ${names.length}`);
  };
  const shape = { scratch, encoders, names, characters: textCharacters, onText };
  const read = await readHostileTexts(shape).finally(() => encoders.close());
  const row = (what: string, times: readonly number[]): readonly (string | number)[] => [
    what,
    ...[0.5, 0.95, 1].map((share) => Math.round(percentile(times, share))),
  ];
  const leftOut = read.filter((each) => each.leftOut !== null).length;
  return {
    title: 'Files that are not what they say',
    told: [
      `Notebooks and JSON that are none, headings and cells without an end, beginnings and lines that patterns can try in very`,
      `many ways: ${read.length} files of ${textCharacters} characters, one after the other, indexed and searched with the engine; ${leftOut} were left`,
      `out with a reason. Nothing may be thrown, and a sound file beside them must be found after each.`,
    ],
    table: {
      head: ["milliseconds of the processor's time", 'median', 'p95', 'longest'],
      rows: [
        row(
          'to index a file',
          read.map(({ indexing }) => indexing),
        ),
        row(
          'to search with it there',
          read.map(({ searching }) => searching),
        ),
      ],
    },
    faults: read.flatMap(({ name, fault }) => (fault === null ? [] : [`${name}: ${fault}`])),
  };
}

export async function readFolders({ scratch, share, say }: Torture): Promise<Section> {
  const rows: (readonly string[])[] = [];
  const faults: string[] = [];
  for (const [name, { needs, check }] of Object.entries(hostileFolders)) {
    const mayRun = needs === undefined || (needs === 'root' ? mayMount : process.platform === 'linux');
    const folder = join(scratch, String(rows.length));
    mkdirSync(folder);
    const began = performance.now();
    const outcome = mayRun
      ? await check(folder, share).catch((error: unknown) => {
          faults.push(`${name}: ${String(error)}`);
          return 'failed';
        })
      : 'not run: this system has no such thing, or does not let one make it';
    const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    rows.push([name, outcome, seconds]);
    say(`${name}: ${outcome}, ${seconds}`);
  }
  return {
    title: 'Folders that hold more than files',
    told: [
      'The command line indexes and searches folders with a sound file and with what nobody should read. It must end, find the',
      'sound file, and say of everything else what it left out and why.',
    ],
    table: { head: ['with', 'outcome', 'all of it'], rows },
    faults,
  };
}
