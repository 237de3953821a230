/** The tables of `bench:quality`, as Markdown. */
import { rankMeasured } from '../../src/engine/search/rank.ts';
import { defaultWeights, type Weights } from '../../src/engine/search/weights.ts';
import type { EncoderKind, SearchMode } from '../../src/engine/types.ts';
import { shownOf } from './qualityCandidates.ts';
import { fitWeights, folderScore, modeScore, neutral, setScore, type AskedFolder } from './qualityFit.ts';
import type { Mixture } from './qualityMixture.ts';

/** Everything that was asked of one set with one encoder. */
export interface Answered {
  readonly set: string;
  readonly measure: string;
  readonly encoder: EncoderKind;
  readonly folders: readonly AskedFolder[];
  /** The score of plain BM25 over pieces of 40 lines, on documents. */
  readonly yardstick: number | null;
}

export interface MixtureScores {
  readonly mixture: Mixture;
  readonly encoder: EncoderKind;
  readonly alone: AskedFolder;
  readonly mixed: AskedFolder;
}

const modes: readonly SearchMode[] = ['hybrid', 'dense', 'lexical'];

/** NDCG@10 on all 23 repositories, as the benchmark's own results give it. */
const published: readonly (readonly [string, number])[] = [
  ['CodeRankEmbed 137M + BM25 + ranking', 0.824],
  ['semble (16M static + BM25 + ranking)', 0.819],
  ["BM25 + semble's ranking", 0.799],
  ["static 16M + semble's ranking", 0.796],
  ['CodeRankEmbed 137M dense', 0.736],
  ['ColGREP', 0.704],
  ['BM25 raw', 0.685],
  ['static 16M raw', 0.645],
  ['grepai', 0.58],
  ['probe', 0.416],
  ['ripgrep, fixed strings', 0.125],
];

const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Means over folders; a category is averaged over the folders that have it. */
export function modeTable({ folders, measure }: Answered): string {
  const categories = [
    ...new Set(folders.flatMap(({ asked }) => asked.map(({ question }) => question.category))),
  ];
  const row = (name: string, of: readonly AskedFolder[], category?: string): string[] => [
    name,
    ...modes.map((mode) => figure(modeScore(of, mode, category))),
  ];
  return table(
    [measure, ...modes],
    [
      ...(folders.length > 1 ? folders.map((folder) => row(folder.name, [folder])) : []),
      ...(categories.length > 1
        ? categories.map((category) => row(`category: ${category}`, folders, category))
        : []),
      row('**mean**', folders),
    ],
  );
}

/** What it costs that the Transformer does not read the questions: before it is loaded, and where it cannot run. */
export function aloneTable(answered: readonly Answered[], alone: readonly Answered[]): string {
  const means = ({ folders }: Answered): string[] =>
    (['hybrid', 'dense'] as const).map((mode) => figure(modeScore(folders, mode)));
  const rows = answered.flatMap((each, at) => {
    const same = alone[at];
    return same === undefined ? [] : [[`${each.set} (${each.measure})`, ...means(each), ...means(same)]];
  });
  return table(['', 'hybrid', 'dense', 'hybrid, alone', 'dense, alone'], rows);
}

/** What each weight buys: the hybrid score with it switched off. */
export function ablationTable(answered: readonly Answered[], mixed: readonly MixtureScores[]): string {
  const columns = [
    ...answered.map(({ set, measure, folders }) => ({ name: `${set} (${measure})`, folders })),
    ...mixed.map(({ mixture, mixed: folder }) => ({ name: mixture.name, folders: [folder] })),
  ];
  const row = (name: string, weights: Weights): string[] => [
    name,
    ...columns.map(({ folders }) => figure(setScore(folders, weights))),
  ];
  return table(
    ['hybrid', ...columns.map(({ name }) => name)],
    [
      row('as it is', defaultWeights),
      ...Object.entries(neutral).map(([key, value]) =>
        row(`without \`${key}\``, { ...defaultWeights, [key]: value }),
      ),
    ],
  );
}

export function fitTable({ folders }: Answered): string {
  const { weights, fitted, leftOut } = fitWeights(folders);
  const now = defaultWeights as unknown as Readonly<Record<string, number>>;
  const changed = Object.entries(weights)
    .filter(([key, value]) => value !== now[key])
    .map(([key, value]) => `${key} ${value}`);
  return table(
    ['weights', 'mean'],
    [
      ['as they are', figure(setScore(folders, defaultWeights))],
      [`fitted to these repositories${changed.length > 0 ? ` (${changed.join(', ')})` : ''}`, figure(fitted)],
      ['fitted to the others, one repository left out', figure(leftOut)],
    ],
  );
}

export function mixtureTable(scores: readonly MixtureScores[]): string {
  return table(
    ['hybrid', 'alone', 'outnumbered'],
    scores.map(({ mixture, alone, mixed }) => [
      mixture.name,
      figure(folderScore(alone, 'hybrid')),
      figure(folderScore(mixed, 'hybrid')),
    ]),
  );
}

/** Hits that are shown, by lines: so that nobody wins by long ones. */
export function linesTable({ folders }: Answered, yardstick: number): string {
  const lengths = folders
    .flatMap(({ asked }) =>
      asked.flatMap(({ question, measured, growing }) =>
        shownOf(rankMeasured(measured, defaultWeights), growing, question.depth),
      ),
    )
    .map(({ startLine, endLine }) => endLine - startLine + 1)
    .sort((a, b) => a - b);
  return table(
    ['documents', 'value'],
    [
      ['plain BM25 over pieces of 40 lines, mean over trees', figure(yardstick)],
      ['lines of a hybrid hit, median', String(lengths[Math.floor(lengths.length / 2)] ?? 0)],
    ],
  );
}

export function publishedTable(): string {
  return table(
    ['others, on all 23 repositories', 'NDCG@10'],
    published.map(([name, score]) => [name, figure(score)]),
  );
}
