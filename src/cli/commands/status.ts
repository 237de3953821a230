import type { Status } from '../../engine/types.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { withEncoders, withEngine } from '../session.ts';
import { grouped, jsonLine, neutraliseLine } from '../terminal.ts';

export async function runStatusCommand(
  context: Context,
  command: Extract<Command, { name: 'status' }>,
): Promise<number> {
  const status = await withEncoders(context, (encoders) =>
    withEngine(context, { folder: command.folder, encoders }, (engine) => engine.status()),
  );
  await context.write(command.json ? jsonLine(status) : statusText(status));
  return exitCodes.success;
}

function statusText(status: Status): string {
  const rows: readonly (readonly [string, string])[] = [
    ['folder', status.folder],
    ['files', grouped(status.files)],
    ['chunks', grouped(status.chunks)],
    ['pending', grouped(status.pending)],
    ['model', status.model],
    ['device', status.device],
    ['last commit', status.lastCommit ?? 'none: run `homing index`'],
    ['fresh', status.fresh ? 'yes' : 'no'],
  ];
  return rows.map(([name, value]) => `${name.padEnd(12)}${neutraliseLine(value)}\n`).join('');
}
