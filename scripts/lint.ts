/** The repository's rules: each tool is one check. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from './command.ts';
import type { Counts } from './counts.ts';
import { binary, projectRoot, say } from './project.ts';

/** Tools at a time; every machine has as many cores. */
const lanes = 2;

export async function lint(): Promise<Counts> {
  const webview = join('src', 'webview', 'tsconfig.json');
  const checks: (readonly [string, readonly string[]])[] = [
    ['eslint', ['.', '--max-warnings=0']],
    ['prettier', ['--check', '--log-level=warn', '.']],
    ['tsc', ['-p', '.']],
    ...(existsSync(join(projectRoot, webview)) ? [['tsc', ['-p', webview]] as const] : []),
    ['knip', ['--no-progress']],
  ];
  const waiting = checks.values();
  const failures: string[] = [];
  const lane = async (): Promise<void> => {
    for (const [tool, args] of waiting) {
      const name = [tool, ...args].join(' ');
      const { code, output } = await outcomeOf(process.execPath, [binary(tool), ...args], {
        cwd: projectRoot,
      });
      process.stdout.write(output);
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      if (code !== 0) failures.push(`${name}\n${output.trimEnd()}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { passed: checks.length - failures.length, failed: failures.length, failures, retried: [] };
}
