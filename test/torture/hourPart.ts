import { workAnHour, type HourSample } from './hour.ts';
import { percentile, scaled, type Section, type Torture } from './section.ts';

/** How much more a window may hold at the end of the second half of the edits than at its beginning. */
const mostGrowth = 1.1;

const windows = ['first', 'second'] as const;
type Window = (typeof windows)[number];

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

function median(samples: readonly HourSample[], window: Window): number {
  return percentile(
    samples.map((sample) => sample[window]),
    0.5,
  );
}

/** Bytes an edit, by least squares. */
function slope(samples: readonly HourSample[], window: Window): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [x, y] = [mean(samples.map(({ edits }) => edits)), mean(samples.map((sample) => sample[window]))];
  const over = samples.reduce((sum, sample) => sum + (sample.edits - x) * (sample[window] - y), 0);
  const under = samples.reduce((sum, { edits }) => sum + (edits - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

export async function hour(torture: Torture): Promise<Section> {
  const { seed, scratch, say } = torture;
  const wanted = { edits: scaled(torture, 3_600, 40), seconds: scaled(torture, 480, 30) };
  const report = await workAnHour({ seed, files: 500, ...wanted, editsACommand: 60, scratch, say });
  const { samples, edits } = report;
  const secondHalf = samples.filter((sample) => sample.edits > edits / 2);
  const part = Math.ceil(secondHalf.length / 4);
  const growth = windows.map((window) => {
    const [from, to] = [secondHalf.slice(0, part), secondHalf.slice(-part)];
    return median(to, window) / Math.max(1, median(from, window));
  });
  const slopes = windows.map((window) => ((slope(secondHalf, window) * 1_000) / 2 ** 20).toFixed(2));
  const flat = windows.flatMap((window, at) => {
    const grown = growth[at] ?? 1;
    return grown <= mostGrowth ? [] : [`the ${window} window grew by ${Math.round((grown - 1) * 100)} %`];
  });
  // A slow machine may do fewer, but then this was no hour.
  const short = edits < wanted.edits ? [`only ${edits} of ${wanted.edits} edits in ${wanted.seconds} s`] : [];
  const rows = Array.from({ length: 10 }, (_, tenth) => {
    const [from, to] = [(tenth * edits) / 10, ((tenth + 1) * edits) / 10];
    const own = samples.filter((sample) => sample.edits > from && sample.edits <= to);
    return [
      `${Math.round(from)}–${Math.round(to)}`,
      ...windows.map((window) => megabytes(median(own, window))),
    ];
  });
  return {
    title: 'An hour of edits, two windows and the command line',
    told: [
      `Two workers as the editor forks them, for two windows on one folder and one storage. ${edits} files are changed, one`,
      `after the other, at the most ${wanted.edits} (one a second in an hour makes 3,600) or as many as ${wanted.seconds} s allow: each as soon as the first window has the last`,
      `change in its index, the Transformer's vectors included. Both windows hear of each change; they were asked ${report.questions} questions`,
      `meanwhile, and \`homing search\` was run ${report.commands} times on the same storage. Each had to find something. Afterwards both`,
      `windows count the files and chunks (${report.chunks}) that an index built afresh has. Over the second half of the edits what the`,
      `windows hold in memory grows by ${slopes[0] ?? ''} and ${slopes[1] ?? ''} MiB in a thousand edits.`,
    ],
    table: { head: ['edits', 'first window, MiB', 'second window, MiB'], rows },
    faults: [...report.faults, ...flat, ...short],
  };
}
