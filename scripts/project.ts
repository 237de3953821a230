/** Where things lie in the repository. Absolute paths. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything that scripts download or build for themselves; git ignores it. */
export const cacheFolder = join(projectRoot, '.cache');

/** The hosts in which the extension runs for tests, screenshots and `npm start`. */
export const hostFolder = join(cacheFolder, 'host');

/** Bundles of the tests that run inside the extension host. */
export const testBundles = join(projectRoot, 'out');

/** The script of a tool that is among the dependencies, by its command. */
export function binary(tool: string): string {
  const paths: Readonly<Record<string, string>> = {
    eslint: 'eslint/bin/eslint.js',
    knip: 'knip/bin/knip.js',
    mocha: 'mocha/bin/mocha.js',
    prettier: 'prettier/bin/prettier.cjs',
    tsc: 'typescript/bin/tsc',
  };
  return join(projectRoot, 'node_modules', paths[tool] ?? tool);
}

/** A line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A failure with a sentence for the person at the terminal; its stack is of no use to them. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Runs a script; a ScriptError ends it with its sentence, anything else with its stack. */
export async function runScript(script: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await script();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
