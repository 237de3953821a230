import path from 'node:path';
import type { LineRange } from '../../engine/types.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { CommandError, exitCodes } from '../failure.ts';
import { hitsText } from '../hitText.ts';
import { withSearchable } from '../searchable.ts';
import { jsonLine } from '../terminal.ts';

/** As `search`, of a place instead of a query; `query` of the JSON is the place. */
export async function runSimilarCommand(
  context: Context,
  command: Extract<Command, { name: 'similar' }>,
): Promise<number> {
  const { retrieval, json } = command;
  const place = placeWithin(retrieval.folder, command.place);
  const { literal: _, ...request } = retrieval.request;
  const { hits, ms } = await withSearchable(context, retrieval, 'soon', (engine) =>
    engine.similar({ ...request, text: null, place }, context.signal),
  );
  if (json) {
    await context.write(jsonLine({ query: placeText(place), ms, hits }));
    return exitCodes.success;
  }
  if (hits.length === 0) context.reporter.note('Nothing found.');
  else await context.write(hitsText(hits, '', context.paint));
  return exitCodes.success;
}

/** Throws CommandError where the file is not in the folder. */
function placeWithin(folder: string, place: LineRange): LineRange {
  const relative = path.relative(folder, place.path);
  if (relative === '' || relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) {
    throw new CommandError(`${place.path} is not in ${folder}: name its folder with --folder.`);
  }
  return { ...place, path: relative.split(path.sep).join('/') };
}

function placeText({ path: file, startLine, endLine }: LineRange): string {
  return endLine === Number.MAX_SAFE_INTEGER ? file : `${file}:${startLine}-${endLine}`;
}
