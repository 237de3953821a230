/** Small charts of several curves over the same sizes, both axes logarithmic. */

export interface Series {
  readonly name: string;
  /** As many as there are sizes; above 0, or null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  /** What does not show, as what was not measured. */
  readonly note?: string | null;
}

const width = 360;
const height = 240;
const margin = { left: 58, right: 12, top: 34, bottom: 34 } as const;
const colours = ['#0b6bcb', '#c2410c', '#15803d'] as const;

/** Charts side by side, two a row. `sizes`: ascending. */
export function plot(charts: readonly Chart[], sizes: readonly number[], sizeName: string): string {
  const rows = Math.ceil(charts.length / 2);
  const drawn = charts.map((chart, at) => {
    const x = (at % 2) * width;
    const y = Math.floor(at / 2) * height;
    return `<g transform="translate(${x} ${y})">${drawChart(chart, sizes, sizeName)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * width}" height="${rows * height}" viewBox="0 0 ${2 * width} ${rows * height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawChart({ title, unit, series, note }: Chart, sizes: readonly number[], sizeName: string): string {
  const values = series.flatMap((each) => each.values).filter((value) => value !== null);
  const across = scale(sizes, margin.left, width - margin.right);
  const up = scale(values, height - margin.bottom, margin.top);
  const parts = [
    `<text x="${margin.left}" y="16" font-weight="bold">${title}</text>`,
    ...up.ticks.map((tick) => {
      const y = up.at(tick).toFixed(1);
      return (
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}" stroke="#dddddd"/>` +
        `<text x="${margin.left - 6}" y="${y}" dy="4" text-anchor="end">${short(tick)} ${unit}</text>`
      );
    }),
    ...across.ticks.map((tick) => {
      const x = across.at(tick).toFixed(1);
      return `<text x="${x}" y="${height - margin.bottom + 14}" text-anchor="middle">${short(tick)}</text>`;
    }),
    `<text x="${width - margin.right}" y="${height - 6}" text-anchor="end">${sizeName}</text>`,
    ...(note == null
      ? []
      : [`<text x="${margin.left}" y="${height - 6}" font-style="italic">${note}</text>`]),
    ...series.map((each, at) =>
      drawSeries(each, at, (size, value) => [across.at(size), up.at(value)], sizes),
    ),
  ];
  return parts.join('\n');
}

function drawSeries(
  { name, values }: Series,
  at: number,
  place: (size: number, value: number) => readonly [number, number],
  sizes: readonly number[],
): string {
  const colour = colours[at % colours.length] ?? colours[0];
  const points = values.flatMap((value, each) => (value === null ? [] : [place(sizes[each] ?? 1, value)]));
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const dots = points.map(
    ([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colour}"/>`,
  );
  const legend = `<text x="${margin.left + at * 90}" y="29" fill="${colour}">${name}</text>`;
  return `${legend}<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`;
}

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** Ticks at powers of ten around the values. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at));
  return { ticks, at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from) };
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(Number(value.toPrecision(1)));
}
