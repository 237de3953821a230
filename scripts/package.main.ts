import { join } from 'node:path';
import { exitCodeOf } from './command.ts';
import { targetNames } from './package/contents.ts';
import { packageFor, type Packaged } from './package/make.ts';
import { projectRoot, runScript } from './project.ts';

/** Reads the packages again: what is in them is compared with the list. */
function check(targets: readonly string[]): Promise<number> {
  const mocha = join(projectRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const args = [mocha, 'test/package/*.test.ts', '--grep', 'holds what is on the list'];
  const env = { ...process.env, HOMING_PACKAGES: targets.join(',') };
  return exitCodeOf(process.execPath, args, { cwd: projectRoot, env });
}

await runScript(async () => {
  const named = process.argv.slice(2).filter((name) => name !== '--all');
  const targets = named.length > 0 ? named : targetNames;
  const made: Packaged[] = [];
  for (const target of targets) made.push(await packageFor(target));
  const code = await check(targets);
  for (const { file, bytes } of made) process.stdout.write(`${file} (${(bytes / 1e6).toFixed(1)} MB)\n`);
  return code;
});
