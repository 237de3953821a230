/** Runs files of tests and hands back their sentences with what became of each. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { count, type Section } from './section.ts';

const project = join(import.meta.dirname, '..', '..');

export interface Sentence {
  readonly file: string;
  readonly text: string;
  readonly outcome: 'well' | 'failed' | 'not run';
  /** Milliseconds. */
  readonly ms: number;
}

interface Told {
  readonly file?: string;
  readonly fullTitle: string;
  readonly duration?: number;
}

export interface Draws {
  /** How many times as many draws the tests by dice make as in `npm test`. */
  readonly often: number;
  readonly seed: number;
}

export async function runSentences(
  files: readonly string[],
  { often, seed }: Draws,
): Promise<readonly Sentence[]> {
  const mocha = join(project, 'node_modules', '.bin', 'mocha');
  const text = await new Promise<string>((resolve) => {
    const args = [mocha, '--reporter', 'json', '--timeout', '0', ...files];
    const env = { ...process.env, HOMING_OFTEN: String(often), HOMING_SEED: String(seed) };
    execFile(process.execPath, args, { cwd: project, env, maxBuffer: 2 ** 28 }, (_, stdout) =>
      resolve(stdout),
    );
  });
  const told = JSON.parse(text.slice(text.indexOf('{\n'))) as Record<
    'passes' | 'failures' | 'pending',
    Told[]
  >;
  const sentence =
    (outcome: Sentence['outcome']) =>
    (each: Told): Sentence => ({
      file: (each.file ?? '').slice(project.length + 1),
      text: each.fullTitle,
      outcome,
      ms: each.duration ?? 0,
    });
  return [
    ...told.passes.map(sentence('well')),
    ...told.failures.map(sentence('failed')),
    ...told.pending.map(sentence('not run')),
  ];
}

export function sentencesTable(sentences: readonly Sentence[]): Pick<Section, 'table' | 'faults'> {
  const files = [...count(sentences, ({ file }) => file).keys()];
  const rows = files.flatMap((file) =>
    sentences
      .filter((sentence) => sentence.file === file)
      .map(({ text, outcome, ms }) => [text, `\`${file}\``, `${outcome}, ${(ms / 1000).toFixed(1)} s`]),
  );
  const faults = sentences.flatMap(({ text, outcome }) => (outcome === 'failed' ? [`${text}: failed`] : []));
  return { table: { head: ['what is held', 'where', 'outcome'], rows }, faults };
}
