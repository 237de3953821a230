import type { Encoder } from '../../engine/types.ts';
import type { Command } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../failure.ts';
import { inputLines } from '../inputLines.ts';
import { readEmbedLine } from '../jsonRequest.ts';
import { withEncoders } from '../session.ts';
import { jsonLine } from '../terminal.ts';

type EmbedCommand = Extract<Command, { name: 'embed' }>;

/** Digits that give back the same 32-bit float. */
const floatDigits = 9;

/** One line of output a line of input, in order, each as soon as it can be: a bad one gives `{error}` in its place. */
export async function runEmbedCommand(context: Context, command: EmbedCommand): Promise<number> {
  return withEncoders(context, async (encoders) => {
    const encoder = command.model === 'student' ? await encoders.student() : encoders.staticStudent;
    let lineNumber = 0;
    let badLines = 0;
    for await (const lines of inputLines(context.standardInput())) {
      for (let start = 0; start < lines.length; start += encoder.batchSize) {
        context.signal.throwIfAborted();
        const answers = await answerLines(encoder, command, lines.slice(start, start + encoder.batchSize));
        for (const answer of answers) {
          lineNumber += 1;
          if ('vector' in answer) continue;
          badLines += 1;
          context.reporter.warning(`Line ${lineNumber}: ${answer.error}`);
        }
        await context.write(
          answers.map((answer) => jsonLine('vector' in answer ? answer.vector : answer)).join(''),
        );
      }
    }
    return badLines === 0 ? exitCodes.success : exitCodes.failure;
  });
}

type Answer = { readonly vector: readonly number[] } | { readonly error: string };

async function answerLines(
  encoder: Encoder,
  command: EmbedCommand,
  lines: readonly string[],
): Promise<readonly Answer[]> {
  const parsed = lines.map((line) =>
    command.bare ? ({ type: 'text', text: line } as const) : readEmbedLine(line),
  );
  const texts = parsed.flatMap((line) => (line.type === 'text' ? [line.text] : []));
  const vectors = texts.length === 0 ? [] : await encoder.embed(texts, command.role);
  const numbers = vectors.map((vector) =>
    Array.from(vector, (value) => Number(value.toPrecision(floatDigits))),
  );
  const queue = numbers.values();
  return parsed.map((line) =>
    line.type === 'bad' ? { error: line.error } : { vector: queue.next().value ?? [] },
  );
}
