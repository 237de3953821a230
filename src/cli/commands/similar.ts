import { existsSync } from 'node:fs';
import path from 'node:path';
import { realPathOf } from '../../engine/discover/realPath.ts';
import { similarInFolders } from '../../engine/folders.ts';
import type { LineRange } from '../../engine/types.ts';
import type { Command, WrittenPlace } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { CommandError, exitCodes } from '../failure.ts';
import { hitsForPeople, hitsForPrograms, requireAnswer } from '../foundHits.ts';
import { hitsText } from '../hitText.ts';
import { hitsToAskFor, listHits } from '../moreOfFiles.ts';
import { withSearchable } from '../searchable.ts';
import { jsonLine } from '../terminal.ts';

/** As `search`, of a place instead of a query; `query` of the JSON is the place. */
export async function runSimilarCommand(
  context: Context,
  command: Extract<Command, { name: 'similar' }>,
): Promise<number> {
  const { retrieval, json, all } = command;
  const { home, place } = placeWithin(retrieval.folders, command.place);
  const { literal: _, k, ...request } = retrieval.request;
  const { signal, log } = context;
  const found = await withSearchable(context, retrieval, 'soon', (engines) =>
    similarInFolders(
      { engines, within: null, signal, log },
      { ...request, k: hitsToAskFor(k), text: null, place },
      home,
    ),
  );
  requireAnswer(found, retrieval, context);
  const { ms } = found;
  const hits = listHits(found.hits, k, all);
  if (json) {
    await context.write(jsonLine({ query: placeText(place), ms, hits: hitsForPrograms(hits, retrieval) }));
    return exitCodes.success;
  }
  if (hits.length === 0) context.reporter.note('Nothing found.');
  else await context.write(hitsText(hitsForPeople(hits, retrieval), '', context.paint));
  return exitCodes.success;
}

/** The place relative to its folder. Throws CommandError where it is in none of them, or not there. */
function placeWithin(
  folders: readonly string[],
  { paths, startLine, endLine }: WrittenPlace,
): { home: string; place: LineRange } {
  const file = paths.find((each) => existsSync(each));
  if (file === undefined) throw new CommandError(`There is no file ${paths[0] ?? ''}: name one that exists.`);
  for (const home of folders) {
    // A shell that stands in a folder through a link may name its files without the link, and the reverse.
    const within = wayWithin(home, file) ?? wayWithin(realPathOf(home), realPathOf(file));
    if (within !== null) return { home, place: { path: within, startLine, endLine } };
  }
  throw new CommandError(`${file} is not in ${folders.join(' or ')}: name its folder with --folder.`);
}

/** The way from a folder to a file in it, as `a/b`; null where it is not in it. */
function wayWithin(folder: string, file: string): string | null {
  const way = path.relative(folder, file);
  const isOutside = way === '' || way.split(path.sep)[0] === '..' || path.isAbsolute(way);
  return isOutside ? null : way.split(path.sep).join('/');
}

function placeText({ path: file, startLine, endLine }: LineRange): string {
  return endLine === Number.MAX_SAFE_INTEGER ? file : `${file}:${startLine}-${endLine}`;
}
