import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { hitsText } from '../hitText.ts';
import { withSearchable } from '../searchable.ts';
import { jsonLine } from '../terminal.ts';

export async function runSearchCommand(
  context: Context,
  command: Extract<Command, { name: 'search' }>,
): Promise<number> {
  const { text, retrieval, json } = command;
  const { hits, ms } = await withSearchable(context, retrieval, 'soon', (engine) =>
    engine.search({ ...retrieval.request, text }, context.signal),
  );
  if (json) {
    await context.write(jsonLine({ query: text, ms, hits }));
    return exitCodes.success;
  }
  if (hits.length === 0) context.reporter.note('Nothing found.');
  else await context.write(hitsText(hits, text, context.paint));
  return exitCodes.success;
}
