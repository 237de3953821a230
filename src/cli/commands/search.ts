import { searchFolders } from '../../engine/folders.ts';
import { parseQuery } from '../../engine/search/query.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { hitsForPeople, hitsForPrograms, requireAnswer } from '../foundHits.ts';
import { hitsText } from '../hitText.ts';
import { hitsToAskFor, listHits } from '../moreOfFiles.ts';
import { withSearchable } from '../searchable.ts';
import { jsonLine } from '../terminal.ts';

export async function runSearchCommand(
  context: Context,
  command: Extract<Command, { name: 'search' }>,
): Promise<number> {
  const { text, retrieval, json, all } = command;
  const { k } = retrieval.request;
  const { signal, log } = context;
  // What is wrong with the question alone is said before a folder is read for it.
  parseQuery({ ...retrieval.request, text });
  const found = await withSearchable(context, retrieval, 'soon', (engines) =>
    searchFolders({ engines, within: null, signal, log }, { ...retrieval.request, k: hitsToAskFor(k), text }),
  );
  requireAnswer(found, retrieval, context);
  const { ms } = found;
  const hits = listHits(found.hits, k, all);
  if (json) {
    await context.write(jsonLine({ query: text, ms, hits: hitsForPrograms(hits, retrieval) }));
    return exitCodes.success;
  }
  if (hits.length === 0) context.reporter.note('Nothing found.');
  else await context.write(hitsText(hitsForPeople(hits, retrieval), text, context.paint));
  return exitCodes.success;
}
