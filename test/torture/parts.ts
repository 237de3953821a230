/** The parts of the torture in the order of the page. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { damageAgainAndAgain } from './damage.ts';
import { damages } from './damages.ts';
import { held, noise } from './heldParts.ts';
import { dropBombs, readFolders, readTexts } from './hostileParts.ts';
import { hour } from './hourPart.ts';
import { killAgainAndAgain, type Kill } from './kill.ts';
import { loadWorker, type LoadReport } from './load.ts';
import { mayMount, storageCases } from './storage.ts';
import { count, percentile, scaled, type Section, type Torture } from './section.ts';

export const parts: Readonly<Record<string, (torture: Torture) => Promise<Section>>> = {
  kill,
  damage,
  storage,
  bombs: dropBombs,
  texts: readTexts,
  folders: readFolders,
  noise,
  load,
  hour,
  held,
};

/** A tenth of the load's time, as a row. */
function tenth({ answers, memory }: LoadReport, seconds: number, part: number): readonly (string | number)[] {
  const [from, to] = [(part * seconds) / 10, ((part + 1) * seconds) / 10];
  const times = answers.filter(({ due }) => due >= from && due < to).map(({ ms }) => ms);
  const held = memory.filter(({ at }) => at >= from && at < to).map(({ resident }) => resident);
  const ranks = [0.5, 0.95, 0.99, 1].map((share) => Math.round(percentile(times, share)));
  return [`${from}–${to}`, times.length, ...ranks, Math.round(percentile(held, 0.5) / 2 ** 20)];
}

async function load(torture: Torture): Promise<Section> {
  const { seed, scratch, say } = torture;
  const seconds = scaled(torture, 600, 10);
  const [rate, changes] = [50, scaled(torture, 1_000, 20)];
  const shape = {
    seed,
    files: scaled(torture, 2_200, 100),
    seconds,
    rate,
    changes,
    saturationSeconds: 10,
    scratch,
    say,
  };
  const report = await loadWorker(shape);
  const rows = Array.from({ length: 10 }, (_, part) => tenth(report, seconds, part));
  const most = report.saturation.map(
    ({ callers, answers, ms }) => `${callers}: ${Math.round(answers)} a second, ${Math.round(ms)} ms each`,
  );
  return {
    title: 'Load',
    told: [
      `The worker as the editor forks it, ${report.chunks} chunks with the Transformer's vectors: ${rate} questions a second at fixed`,
      `moments for ${seconds} s, whether or not the ones before were answered, while ${changes} files change and are followed; milliseconds`,
      `from the moment a question was due. Afterwards its index counts what is in the folder. Answers a second by the number of`,
      `callers that each wait for their answer: ${most.join('; ')}.`,
    ],
    table: { head: ['seconds', 'answers', 'p50', 'p95', 'p99', 'longest', 'memory, MiB'], rows },
    faults: [...report.faults, ...unbounded(report)],
  };
}

/** Milliseconds that 95 of 100 questions may take at the most, and how much more the worker may hold in the end. */
const longestUsual = 500;
const mostGrowth = 1.15;

function unbounded({ answers, memory }: LoadReport): readonly string[] {
  const usual = percentile(
    answers.map(({ ms }) => ms),
    0.95,
  );
  const part = Math.ceil(memory.length / 5);
  const held = (from: number, to?: number): number =>
    percentile(
      memory.slice(from, to).map(({ resident }) => resident),
      0.5,
    );
  const grown = held(-part) / Math.max(1, held(part, 2 * part));
  return [
    ...(usual > longestUsual ? [`p95 is ${Math.round(usual)} ms`] : []),
    ...(grown > mostGrowth ? [`the worker grew by ${Math.round((grown - 1) * 100)} %`] : []),
  ];
}

async function kill(torture: Torture): Promise<Section> {
  const { seed, scratch, say } = torture;
  const wanted = scaled(torture, 200, 3);
  const done = await killAgainAndAgain({ seed, kills: wanted, files: 24, scratch, say });
  const caught = done.filter((each) => each.caught);
  const nameOf = ({ at }: Kill): string => at ?? 'before its first word';
  const stages = [...count(caught, nameOf).keys()];
  const started = {
    index: 'built from nothing',
    update: 'followed changes',
    evict: 'evicted shared vectors',
  };
  const missing = wanted - caught.length;
  return {
    title: 'Killed while it writes',
    told: [
      `A process with the real students indexes a folder of about 24 files in six languages and is ended by SIGKILL at a`,
      `random moment, until ${wanted} have been: ${caught.length} of ${done.length} were caught at work, the others had ended before. Afterwards, of`,
      `both, the database is sound, holds every commit that the process had told of, is searched as it is, is brought up to`,
      `date, and is then compared, chunk by chunk, vector by vector, term by term and hit by hit, with an index built afresh.`,
    ],
    table: {
      head: ['while it', 'killed', ...stages, 'ended before', 'failed'],
      rows: Object.entries(started).map(([phase, what]) => {
        const own = done.filter((each) => each.phase === phase);
        const killed = own.filter((each) => each.caught);
        const counts = stages.map((stage) => killed.filter((each) => nameOf(each) === stage).length);
        const failed = own.filter(({ fault }) => fault !== null).length;
        return [what, killed.length, ...counts, own.length - killed.length, failed];
      }),
    },
    faults: [
      ...done.flatMap((each) =>
        each.fault === null ? [] : [`${each.phase}, at ${each.at ?? 'the start'}: ${each.fault}`],
      ),
      ...(missing > 0 ? [`${missing} of ${wanted} could not be caught at work`] : []),
    ],
  };
}

async function damage(torture: Torture): Promise<Section> {
  const { seed, scratch, say } = torture;
  const trials = await damageAgainAndAgain({ seed, trials: scaled(torture, 100, 2), scratch, say });
  const outcomes = ['sound', 'rebuilt', 'undetected', 'failed'] as const;
  return {
    title: 'Damage',
    told: [
      'The storage of a small folder that both students have encoded is damaged, searched, brought up to date and searched again:',
      'the index, the vectors that folders share, the graph of the vectors, which is kept from one vector on here, or the lock. Nothing but the',
      'sentence that there is no index may come of it, and nothing at all once it is brought up to date (again, where only a later',
      'search came upon the damage); source files stay as they were, and a graph is there and whole. Where the shared vectors were',
      'touched, a second folder with the same files is indexed with them, and must have the vectors that it should.',
      '*Sound*: the index is what it was, by itself or because what was lost was made again. *Rebuilt*: the damage was found',
      'and said. *Undetected*: a value in a page is another, which SQLite does not notice as long as the page is well formed;',
      'it is put right when its file is read again, a vector when its text changes. So is a page that nothing has read so far.',
      'That may be only where bytes were changed or cut off: it counts as failed everywhere else.',
    ],
    table: {
      head: ['damage', ...outcomes],
      rows: Object.keys(damages).map((name) => {
        const own = trials.filter((trial) => trial.damage === name);
        return [name, ...outcomes.map((outcome) => own.filter((trial) => trial.outcome === outcome).length)];
      }),
    },
    faults: trials.flatMap(({ damage: name, fault }) => (fault === null ? [] : [`${name}: ${fault}`])),
  };
}

async function storage({ scratch, say }: Torture): Promise<Section> {
  const rows: (readonly string[])[] = [];
  const faults: string[] = [];
  for (const [name, { needsRoot, check }] of Object.entries(storageCases)) {
    if (needsRoot && !mayMount) {
      rows.push([name, 'not run: only the administrator of a Linux machine may mount']);
      continue;
    }
    const folder = join(scratch, String(rows.length));
    mkdirSync(folder);
    const fault = await check(folder).then(
      () => null,
      (error: unknown) => String(error),
    );
    if (fault !== null) faults.push(`${name}: ${fault}`);
    rows.push([name, fault === null ? 'well' : 'failed']);
    say(`${name}: ${fault ?? 'well'}`);
  }
  return {
    title: 'Storages that refuse',
    told: [
      'The command line with a storage on a small file system of its own that is full, on one that is mounted read-only, and',
      'where the memory that processes share cannot be had (then a rollback journal takes the place of the write-ahead log).',
      'It says so in one sentence, searches what was indexed before, and goes on when it can. Clocks jump by up to 50 years',
      'between runs.',
    ],
    table: { head: ['with', 'outcome'], rows },
    faults,
  };
}
