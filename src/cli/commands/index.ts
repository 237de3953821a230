import type { IndexSummary } from '../../engine/types.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { runIndex, withEncoders, withEngine } from '../session.ts';
import { counted, grouped, jsonLine, neutraliseLine } from '../terminal.ts';

/** Skipped files that people are shown; `--json` lists all. */
const shownSkipped = 10;

export async function runIndexCommand(
  context: Context,
  command: Extract<Command, { name: 'index' }>,
): Promise<number> {
  const { folder, include, exclude, until, json } = command;
  const summary = await withEncoders(context, (encoders) =>
    withEngine(context, { folder, encoders, include, exclude }, (engine) =>
      runIndex(context, engine, { until }),
    ),
  );
  await context.write(json ? jsonLine(summary) : summaryText(summary));
  return exitCodes.success;
}

function summaryText(summary: IndexSummary): string {
  const { files, chunks, embedded, reused, skipped, seconds } = summary;
  const lines = [
    `${counted(files, 'file')}, ${counted(chunks, 'chunk')}: ${grouped(embedded)} encoded, ${grouped(reused)} reused, ${seconds.toFixed(1)} s`,
  ];
  if (skipped.length > 0) {
    lines.push(`${counted(skipped.length, 'file')} skipped:`);
    for (const { path, reason } of skipped.slice(0, shownSkipped)) {
      lines.push(`  ${neutraliseLine(path)}: ${neutraliseLine(reason)}`);
    }
    const more = skipped.length - shownSkipped;
    if (more > 0) lines.push(`  and ${grouped(more)} more; \`homing index --json\` lists them all`);
  }
  return `${lines.join('\n')}\n`;
}
