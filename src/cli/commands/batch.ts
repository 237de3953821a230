import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { searchFolders, type AskedFolders } from '../../engine/folders.ts';
import type { BatchFile, Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { CommandError, exitCodes, isAboutQuery } from '../failure.ts';
import { hitsForPrograms, requireAnswer } from '../foundHits.ts';
import { inputLines } from '../inputLines.ts';
import { readBatchLine } from '../jsonRequest.ts';
import { withSearchable } from '../searchable.ts';
import { jsonLine } from '../terminal.ts';

type BatchCommand = Extract<Command, { name: 'batch' }>;

export async function runBatchCommand(context: Context, command: BatchCommand): Promise<number> {
  const input = await openBatch(context, command.file);
  return withSearchable(context, command.retrieval, 'complete', async (engines) => {
    const { signal, log } = context;
    const asked = { engines, within: null, signal, log };
    let badLines = 0;
    for await (const lines of inputLines(input)) {
      for (const line of lines) {
        context.signal.throwIfAborted();
        const answer = await answerLine(context, asked, command, line);
        if ('error' in answer) badLines += 1;
        await context.write(jsonLine(answer));
      }
    }
    return badLines === 0 ? exitCodes.success : exitCodes.failure;
  });
}

/** Opened before anything is indexed: a wrong name should be heard of at once. */
async function openBatch(context: Context, file: BatchFile): Promise<AsyncIterable<Buffer | string>> {
  if (file.from === 'standardInput') return context.standardInput();
  try {
    const handle = await open(file.path);
    const isFolder = (await handle.stat()).isDirectory();
    if (!isFolder) return createReadStream('', { fd: handle });
    await handle.close();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? `There is no file ${file.path}` : `The file ${file.path} cannot be read`;
    throw new CommandError(`${what}: name a file of queries, one {"id", "query"} a line.`, { cause });
  }
  throw new CommandError(`${file.path} is a folder: name a file of queries, one {"id", "query"} a line.`);
}

async function answerLine(
  context: Context,
  asked: AskedFolders,
  command: BatchCommand,
  line: string,
): Promise<object> {
  const parsed = readBatchLine(line);
  if (parsed.type === 'bad') return { id: parsed.id, error: parsed.error };
  const { id, text } = parsed;
  try {
    const found = await searchFolders(asked, { ...command.retrieval.request, text });
    requireAnswer(found, command.retrieval, context);
    return { id, ms: found.ms, hits: hitsForPrograms(found.hits, command.retrieval) };
  } catch (error) {
    if (isAboutQuery(error)) return { id, error: error.message };
    throw error;
  }
}
