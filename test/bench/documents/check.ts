/**
 * Checks the questions of this folder against the documentation trees they were written for, and tells how many of a
 * question's words its answer gives away.
 * node test/bench/documents/check.ts --trees DIR [--list]
 * DIR/NAME is the tree of NAME.jsonl (see README.md). `--list` prints each question with its share.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

/** One line of NAME.jsonl. Lines count from 1, both ends are part of the section. */
interface Question {
  readonly question: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

const longestSection = 60; // lines
const mostPerFile = 3; // questions
const fewestQuestions = 150; // in all
const largestMedian = 0.3; // share of a question's content words that its section holds

const stopWords = new Set(
  `a about after again all also although am an and another any anybody anyone anything are as at away back be because been
  before being both but by can cannot come comes could did do does doing don done down during each either else even ever
  every everybody everyone everything few for from further get gets getting give gives go goes going got had has have
  having he her here him his how i if in instead into is isn it its itself just keep keeps know let like ll made make makes
  many may me might mine more most much must my myself need needed needs neither never no nobody none nor not nothing now
  of off on once one ones only or other others ought our ours out over own put puts rather re s same say says see seem
  seems shall she should since so some somebody someone something still such t take takes tell than that the their them
  themselves then there these they thing things this those though through to too two under until up upon us use used uses
  using ve very via want wants was way we well were what when where whether which while who whom whose why will with
  within without would yet you your yours yourself`.split(/\s+/),
);

const suffixes = [
  'ations',
  'ation',
  'ings',
  'ing',
  'ions',
  'ion',
  'ies',
  'ied',
  'ers',
  'er',
  'es',
  'ed',
  'ly',
  's',
  'e',
  'y',
];

function stemOf(word: string): string {
  const suffix = suffixes.find((each) => word.endsWith(each) && word.length - each.length >= 3) ?? '';
  const stem = word.slice(0, word.length - suffix.length);
  return /([^aeiou])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}

/** Stems of a text's words, whole and, where capitals or signs join several into one, in parts. */
function stemsOf(text: string): Set<string> {
  const whole = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const parts = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = [...whole, ...parts].map((word) => word.toLowerCase());
  return new Set(words.filter((word) => !stopWords.has(word)).map(stemOf));
}

function shareOf(question: string, section: string): number {
  const held = stemsOf(section);
  const asked = [...stemsOf(question)];
  return asked.filter((stem) => held.has(stem)).length / Math.max(1, asked.length);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function isHeading(lines: readonly string[], at: number): boolean {
  return /^(#{1,6} |\.\. |:)/.test(lines[at] ?? '') || /^([-=~^"])\1{2,}\s*$/.test(lines[at + 1] ?? '');
}

function faultsOf({ path, startLine, endLine }: Question, tree: string): string[] {
  if (!existsSync(join(tree, path))) return ['no such file'];
  const lines = readFileSync(join(tree, path), 'utf8').replace(/\n$/, '').split('\n');
  const blank = (line: number): boolean => (lines[line - 1] ?? '').trim() === '';
  return [
    ...(startLine < 1 || endLine < startLine || endLine > lines.length ? ['no such lines'] : []),
    ...(endLine - startLine >= longestSection ? [`more than ${longestSection} lines`] : []),
    ...(isHeading(lines, startLine - 1) ? [] : ['does not start at a heading']),
    ...(blank(endLine) ? ['ends with an empty line'] : []),
  ];
}

function repeatedOf(values: readonly string[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > most).map(([value, count]) => `${value}: ${count} times`);
}

function checkTree(name: string, tree: string, list: boolean): { shares: number[]; faults: string[] } {
  const text = readFileSync(join(import.meta.dirname, `${name}.jsonl`), 'utf8');
  const questions = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question);
  const faults = questions.flatMap((each) =>
    faultsOf(each, tree).map((fault) => `${each.path}:${each.startLine}-${each.endLine}: ${fault}`),
  );
  const shares = questions.flatMap(({ question, path, startLine, endLine }) => {
    if (!existsSync(join(tree, path))) return [];
    const section = readFileSync(join(tree, path), 'utf8')
      .split('\n')
      .slice(startLine - 1, endLine);
    const share = shareOf(question, section.join('\n'));
    if (list) console.log(share.toFixed(2), question, `(${path}:${startLine}-${endLine})`);
    return [share];
  });
  const twice = [
    ...repeatedOf(
      questions.map((each) => each.question.toLowerCase()),
      1,
    ),
    ...repeatedOf(
      questions.map((each) => `${each.path}:${each.startLine}`),
      1,
    ),
    ...repeatedOf(
      questions.map((each) => each.path),
      mostPerFile,
    ),
  ];
  return { shares, faults: [...faults, ...twice].map((fault) => `${name}: ${fault}`) };
}

const { values } = parseArgs({
  options: { trees: { type: 'string' }, list: { type: 'boolean', default: false } },
});
if (values.trees === undefined)
  throw new Error('--trees DIR: the folder that holds the trees, see README.md');
const names = readdirSync(import.meta.dirname).filter((each) => each.endsWith('.jsonl'));
const shares: number[] = [];
const faults: string[] = [];
for (const name of names.map((each) => basename(each, '.jsonl')).sort()) {
  const checked = checkTree(name, join(values.trees, name), values.list);
  console.log(
    `${name.padEnd(10)} ${checked.shares.length} questions, median share ${medianOf(checked.shares).toFixed(3)}`,
  );
  shares.push(...checked.shares);
  faults.push(...checked.faults);
}
const median = medianOf(shares);
console.log(`${'all'.padEnd(10)} ${shares.length} questions, median share ${median.toFixed(3)}`);
if (median > largestMedian) faults.push(`the median share is above ${largestMedian}`);
if (shares.length < fewestQuestions) faults.push(`fewer than ${fewestQuestions} questions`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
