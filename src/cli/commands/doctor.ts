import { rmSync } from 'node:fs';
import path from 'node:path';
import { examine, type Examination } from '../../engine/examine.ts';
import { gpuTargets } from '../../engine/embed/gpuProviders.ts';
import { trialMarkIn } from '../../engine/index/location.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { withEncoders } from '../session.ts';
import { grouped, jsonLine, neutraliseLine } from '../terminal.ts';
import { hasEnded, trialOf, type Trial } from '../trial.ts';

type DoctorCommand = Extract<Command, { name: 'doctor' }>;

/** Tells everything about the machine that matters; the exit code is 1 where something keeps Homing from working. */
export async function runDoctorCommand(context: Context, command: DoctorCommand): Promise<number> {
  if (command.trial) {
    await context.write(jsonLine(await tryDevices(context)));
    return exitCodes.success;
  }
  const { storage, assets } = context;
  const examination = await examine({ storage, assets, environment: process.env });
  // A driver that ended a process once gets another chance here, where it ends nothing but a child.
  if (examination.storage.writable) rmSync(trialMarkIn(storage), { force: true });
  const trial = await tryInChild(context);
  const problems = problemsOf(examination);
  const answer = { ...examination, trial, problems };
  await context.write(command.json ? jsonLine(answer) : reportText(answer));
  return problems.length === 0 ? exitCodes.success : exitCodes.failure;
}

/** Passages after which the GPU has been tried, whatever it is. */
const passages = 40;

function tryDevices(context: Context): Promise<Trial> {
  const notes: string[] = [];
  const log: Context['log'] = (_, message) => void notes.push(message.split('\n', 1)[0] ?? '');
  return withEncoders(
    { ...context, log },
    async (encoders) => {
      const student = await encoders.student();
      await student.embed(Array<string>(passages).fill('close the connection'), 'passage');
      // The next call waits for the trial, which takes turns with it; the last one sees the winner.
      while (/is tried once|not been tried/.test(encoders.deviceReason())) {
        context.signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return { device: encoders.deviceReason(), notes };
    },
    { here: true },
  );
}

async function tryInChild(context: Context): Promise<Trial> {
  const { device, threads } = context.invocation;
  const bin = path.join(context.packageRoot, 'bin', 'homing.js');
  const args = [
    'doctor',
    '--trial',
    '--device',
    device,
    '--threads',
    String(threads),
    '--storage',
    context.storage,
  ];
  const program = { program: process.execPath, args: [bin, ...args], signal: context.signal };
  let trial = await trialOf(program);
  // A driver that one graph brings down may serve with another; what ended a process is noted and left out.
  for (let left = gpuTargets().length - 1; left > 0 && hasEnded(trial); left--)
    trial = await trialOf(program);
  return trial;
}

/** Megabytes below which an index of a large folder may not find room. */
const leastFree = 512;
/** Folders that a large workspace has; below it the editor misses changes. */
const leastWatches = 65_536;

/** One sentence each. */
function problemsOf({ sqlite, models, storage }: Examination): readonly string[] {
  return [
    ...(sqlite.suitable ? [] : ['SQLite is too old: use Node 24 or newer, or 22 from 22.16 on.']),
    ...(storage.writable ? [] : [`${storage.folder} cannot be written: give Homing a storage that can be.`]),
    ...models.flatMap(({ fault }) => (fault === null ? [] : [fault])),
  ];
}

function hintsOf({ storage, watches }: Examination): readonly string[] {
  return [
    ...(storage.free < leastFree ? [`Only ${grouped(storage.free)} MiB are free for the storage.`] : []),
    ...(watches !== null && watches < leastWatches
      ? [`Only ${grouped(watches)} folders can be watched: changes in large workspaces may be noticed late.`]
      : []),
  ];
}

type Answer = Examination & { readonly trial: Trial; readonly problems: readonly string[] };

function reportText(answer: Answer): string {
  const { memory, sqlite, usearch, onnx, storage } = answer;
  const journals = {
    wal: 'write-ahead log',
    rollback: 'rollback journal: one process at a time',
    none: 'none',
  };
  const rows: (readonly [string, string])[] = [
    ['platform', `${answer.platform} (${answer.system})`],
    ['node', answer.node],
    [
      'processor',
      `${answer.processor}, ${answer.cores} cores, ${grouped(memory.total)} MiB, ${grouped(memory.free)} free`,
    ],
    [
      'sqlite',
      `${sqlite.version}, ${sqlite.suitable ? '' : 'too old, '}${journals[sqlite.journal ?? 'none']}`,
    ],
    ['usearch', usearch.missing ?? usearch.version ?? 'missing'],
    ['onnx', `${onnx.version ?? 'missing'}, ${onnx.missing ?? `holds ${onnx.providers.join(', ')}`}`],
    ['gpu driver', onnx.gpuMayExist ? 'may be there' : 'none is installed'],
    ['runs on', answer.trial.device],
    ...answer.trial.notes.map((note) => ['', note] as const),
    ...answer.models.map(
      ({ id, kind, fault }) =>
        [kind === 'student' ? 'model' : 'quick model', `${id}, ${fault ?? 'checksums right'}`] as const,
    ),
    ['storage', `${storage.folder}${storage.writable ? '' : ' (cannot be written)'}`],
    [
      '',
      `${grouped(storage.indexes)} indexes, ${grouped(storage.used)} MiB used, ${grouped(storage.free)} MiB free`,
    ],
    ['watches', answer.watches === null ? 'no limit is known' : grouped(answer.watches)],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(12)}${neutraliseLine(value)}`);
  const hints = [...answer.problems, ...hintsOf(answer)];
  return `${[...lines, '', ...(hints.length === 0 ? ['Nothing is wrong.'] : hints.map(neutraliseLine))].join('\n')}\n`;
}
