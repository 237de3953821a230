/**
 * What Homing costs the extension host while it indexes a folder: how long the host's thread is held, by anybody and by
 * Homing alone, and the memory that Homing adds. The same host without Homing is measured first.
 * node test/bench/host.ts FOLDER [--seconds 60] [--profile FILE.cpuprofile]
 */
import { execFileSync } from 'node:child_process';
import { resolve, join } from 'node:path';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { buildHostTests } from '../../scripts/buildHostTests.ts';
import { installHost } from '../../scripts/host/install.ts';
import { runInHost } from '../../scripts/host/runInHost.ts';
import { projectRoot, testBundles } from '../../scripts/project.ts';
import type { HostWork } from '../host/measure/hostWork.ts';

/** What test/host/measure leaves behind: milliseconds, and the heap's bytes. */
interface Measured extends HostWork {
  readonly heap: number;
  readonly seconds: number;
  readonly state: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, profile: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('npm run bench:host -- FOLDER [--seconds 60] [--profile FILE.cpuprofile]');
  process.exit(1);
}

const scratch = await mkdtemp(join(tmpdir(), 'homing-bench-host-'));

async function measure(extension: string, profile = ''): Promise<Measured> {
  const file = join(scratch, 'measured.json');
  const { executable } = await installHost(() => undefined);
  const { failure, results } = await runInHost({
    executable,
    extension,
    tests: join(testBundles, 'host', 'index.cjs'),
    folder: resolve(folder ?? ''),
    env: {
      HOST_TEST_SUITES: 'measure',
      MEASURE_FILE: file,
      MEASURE_PROFILE: profile,
      MEASURE_SECONDS: values.seconds,
    },
  });
  if (failure !== null) throw new Error(`${failure}\n${results?.report ?? ''}`);
  return JSON.parse(await readFile(file, 'utf8')) as Measured;
}

function row(name: string, { delays, longest, sum, heap }: Measured): string {
  const { median, high, most } = delays;
  const times = [median, high, most, longest.clock, longest.own].map((ms) => ms.toFixed(1).padStart(9));
  return `${name.padEnd(18)}${times.join('')}${(sum / 1000).toFixed(2).padStart(9)}${(heap / 2 ** 20).toFixed(1).padStart(9)}`;
}

try {
  execFileSync(process.execPath, [join(projectRoot, 'esbuild.js')], { cwd: projectRoot });
  await buildHostTests();
  const without = await measure(join(projectRoot, 'test', 'host', 'launcher', 'fixture'));
  const homing = await measure(projectRoot, values.profile && resolve(values.profile));
  const columns = ['median', '99 %', 'most', 'clock', 'own', 'all s', 'heap MiB'];
  console.log(`${resolve(folder)}, ${homing.seconds.toFixed(0)} s; at the end: ${homing.state}`);
  console.log(
    'delay of the event loop, and longest work of Homing at a time, in milliseconds: by the clock, and',
  );
  console.log("of the processor's time of the host's thread, which leaves out waiting for a core\n");
  console.log(`${''.padEnd(18)}${columns.map((each) => each.padStart(9)).join('')}`);
  console.log(row('without Homing', without));
  console.log(row('with Homing', homing));
  console.log(`\nHoming's longest work was in ${homing.where.join(', ')}`);
  for (const { clock, own } of homing.starts) {
    const times = `${clock.toFixed(1)} ms by the clock, ${own.toFixed(1)} ms of the processor's time`;
    console.log(`Starting the search process: ${times} of the host's thread`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
