/**
 * Everything that is done to break Homing, from a fixed seed, and the page that tells of it.
 * npm run torture -- [--only kill,damage,…] [--share 0.1] [--seed 1] [--markdown docs/robustness.md]
 * What each part found is kept in out/torture, so that the page can be made of parts that ran one by one. `--share`: of the
 * full length. The exit code is 1 where anything failed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/speed/machine.ts';
import { parts } from './parts.ts';
import { sectionText, type Section } from './section.ts';

const packageRoot = join(import.meta.dirname, '..', '..');
const kept = join(packageRoot, 'out', 'torture');

const usage = `npm run torture -- [--only a,b] [--share 0.1] [--seed 1] [--markdown docs/robustness.md]
parts: ${Object.keys(parts).join(', ')}
`;

function readOptions(): { only: string; share: string; seed: string; markdown?: string | undefined } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: Object.keys(parts).join(',') },
        share: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        markdown: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help !== true) return values;
    process.stdout.write(usage);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

const options = readOptions();

/** A part's findings with how they came about. */
interface Outcome {
  readonly section: Section;
  readonly share: number;
  readonly seed: number;
  readonly seconds: number;
  readonly commit: string;
  readonly date: string;
}

async function runPart(name: string): Promise<void> {
  const part = parts[name];
  if (part === undefined)
    throw new Error(`There is no part ${name}; there are ${Object.keys(parts).join(', ')}.`);
  const scratch = mkdtempSync(join(tmpdir(), `homing-torture-${name}-`));
  const [share, seed] = [Number(options.share), Number(options.seed)];
  const say = (line: string): void => console.log(`${name}: ${line}`);
  const started = performance.now();
  try {
    const section = await part({ seed, share, scratch, say });
    const seconds = Math.round((performance.now() - started) / 1000);
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: packageRoot,
      encoding: 'utf8',
    }).trim();
    const found: Outcome = {
      section,
      share,
      seed,
      seconds,
      commit,
      date: new Date().toISOString().slice(0, 10),
    };
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, `${name}.json`), JSON.stringify(found, null, 2));
    say(`${section.faults.length} failed, ${seconds} s`);
    for (const fault of section.faults) say(fault);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function keptParts(): readonly Outcome[] {
  return Object.keys(parts).flatMap((name) => {
    const path = join(kept, `${name}.json`);
    return existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8')) as Outcome] : [];
  });
}

function page(found: readonly Outcome[]): string {
  const introduction = `# Not to be broken

This page is printed, whole, by

\`\`\`sh
npm run torture -- --markdown docs/robustness.md
\`\`\`

Everything is drawn from a seed, so that what fails can be made to fail again. The parts can be run one by one (\`--only\`)
and shortened (\`--share\`); the page tells of each what was run. A short form of each part runs in \`npm test\`.

Machine: ${describeMachine()}.
`;
  const sections = found.map(({ section, share, seed, seconds, commit, date }) => {
    const length = share === 1 ? 'full length' : `${Number((share * 100).toFixed(1))}% of the full length`;
    return `${sectionText(section)}\n*${date}, commit ${commit}, seed ${seed}, ${length}, ${seconds} s.*\n`;
  });
  return [introduction, ...sections].join('\n');
}

for (const name of options.only.split(',')) await runPart(name);
const found = keptParts();
if (options.markdown !== undefined) writeFileSync(resolve(options.markdown), page(found));
process.exit(found.some(({ section }) => section.faults.length > 0) ? 1 : 0);
