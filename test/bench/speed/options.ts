import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const partNames = [
  'index',
  'first',
  'reconcile',
  'open',
  'queries',
  'scale',
  'static',
  'transformer',
  'encoding',
] as const;

export type PartName = (typeof partNames)[number];

export interface SpeedOptions {
  readonly data: string;
  readonly obtain: boolean;
  readonly parts: ReadonlySet<PartName>;
  /** The small corpus in place of the large one. */
  readonly small: boolean;
  /** The largest index of the plot, in chunks. */
  readonly most: number;
  readonly weights: string | null;
  readonly json: string | null;
  readonly svg: string | null;
  readonly markdown: string | null;
}

export const usage = `npm run bench -- [options]

Measures how fast Homing indexes and answers, each figure beside a rival or a limit in the same run.

  --data DIR        where the corpora are, default .cache/bench
  --obtain          download and unpack what is missing there (npm, pip, python3, tar)
  --parts NAMES     some of ${partNames.join(', ')}
  --small           the small corpus in place of the large one
  --most N          chunks of the largest index of the plot, default 1000000; above 100000 vectors are synthetic
  --weights DIR     published models to compare with, as models/distill/export_rival.py writes them
  --json FILE       the tables for programs
  --svg FILE        the plot, written by the part \`scale\`
  --markdown FILE   the tables for people; what stands there above the first table stays
`;

/** Throws where they make no sense. */
export function parseOptions(args: readonly string[], project: string): SpeedOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: join(project, '.cache', 'bench') },
      obtain: { type: 'boolean', default: false },
      parts: { type: 'string', default: partNames.join(',') },
      small: { type: 'boolean', default: false },
      most: { type: 'string', default: '1000000' },
      weights: { type: 'string' },
      json: { type: 'string' },
      svg: { type: 'string' },
      markdown: { type: 'string' },
    },
  });
  const parts = values.parts.split(',').filter((name) => name !== '');
  const unknown = parts.find((name) => !partNames.includes(name as PartName));
  if (unknown !== undefined) throw new Error(`There is no part ${unknown}.`);
  const most = Number(values.most);
  if (!Number.isInteger(most) || most < 1000) throw new Error('--most takes a number from 1000 on.');
  const path = (value: string | undefined): string | null => (value === undefined ? null : resolve(value));
  return {
    data: resolve(values.data),
    obtain: values.obtain,
    parts: new Set(parts as PartName[]),
    small: values.small,
    most,
    weights: path(values.weights),
    json: path(values.json),
    svg: path(values.svg),
    markdown: path(values.markdown),
  };
}
