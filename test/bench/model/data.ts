/** The sets that are measured on, as they lie in the data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The seven sets of the average, as sentence-embedding papers report it. */
export const stsNames = ['STS12', 'STS13', 'STS14', 'STS15', 'STS16', 'STSB-test', 'SICKR-test'] as const;

export interface StsSet {
  readonly name: string;
  readonly gold: readonly number[];
  readonly left: readonly string[];
  readonly right: readonly string[];
}

export interface Cosqa {
  readonly questions: readonly string[];
  /** Position in `functions` of each question's answer. */
  readonly relevant: readonly number[];
  readonly functions: readonly string[];
}

/** A part that cannot be measured, and what would make it so: a sentence for people. */
export class Absent extends Error {}

function requireFile(path: string, how: string): string {
  if (!existsSync(path)) throw new Absent(`${path} is not there. ${how}`);
  return path;
}

const howSts =
  'Take the test files of STS 2012–2016, STS-B and SICK-R as SentEval provides them ' +
  '(https://github.com/facebookresearch/SentEval) and write each as NAME.tsv: source, score, sentence, sentence, ' +
  'separated by tabs.';

const howCosqa =
  'Take the dev split of CoSQA from https://github.com/Jun-jie-Huang/CoCLR: dev.jsonl with {query, relevant} a line ' +
  'and corpus.jsonl.gz with {id, code} a line, relevant being an id.';

/** `sample`: only the first pairs of each set; 0 for all. Throws Absent. */
export function readSts(data: string, sample: number): readonly StsSet[] {
  return stsNames.map((name) => {
    const text = readFileSync(requireFile(join(data, 'sts', `${name}.tsv`), howSts), 'utf8');
    const rows = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/\r$/, '').split('\t'))
      .slice(0, sample || undefined);
    const column = (at: number): string[] => rows.map((row) => row[at] ?? '');
    return { name, gold: column(1).map(Number), left: column(2), right: column(3) };
  });
}

function jsonLines(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

/** `sample`: the first questions, their answers, and as many other functions; 0 for all. Throws Absent. */
export function readCosqa(data: string, sample: number): Cosqa {
  const folder = join(data, 'cosqa');
  const corpus = gunzipSync(readFileSync(requireFile(join(folder, 'corpus.jsonl.gz'), howCosqa)));
  const questionFile = readFileSync(requireFile(join(folder, 'dev.jsonl'), howCosqa), 'utf8');
  const questions = (jsonLines(questionFile) as { query: string; relevant: number }[]).slice(
    0,
    sample || undefined,
  );
  const all = jsonLines(corpus.toString('utf8')) as { id: number; code: string }[];
  const answers = new Set(questions.map(({ relevant }) => relevant));
  let others = 0;
  const kept = all.filter(({ id }) => sample === 0 || answers.has(id) || others++ < sample);
  const places = new Map(kept.map(({ id }, at) => [id, at]));
  return {
    questions: questions.map(({ query }) => query),
    relevant: questions.map(({ relevant }) => places.get(relevant) ?? -1),
    functions: kept.map(({ code }) => code),
  };
}
