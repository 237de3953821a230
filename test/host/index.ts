/**
 * Entry of the tests inside the extension host: runs the suites of the folder that HOST_TEST_SUITES names and leaves the
 * results in a file.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, stripVTControlCharacters } from 'node:util';
import Mocha from 'mocha';

/** Milliseconds one test may take: the first one waits until the workspace is indexed. */
const timeoutMs = 120_000;

export async function run(): Promise<void> {
  const lines: string[] = [];
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) =>
    void lines.push(stripVTControlCharacters(format(...args)));
  const mocha = new Mocha({ ui: 'bdd', timeout: timeoutMs, reporter: 'spec', forbidOnly: true, retries: 1 });
  const suites = join(__dirname, process.env['HOST_TEST_SUITES'] ?? 'suite');
  for (const name of readdirSync(suites).sort()) if (name.endsWith('.cjs')) mocha.addFile(join(suites, name));
  const [failures, retried]: [string[], string[]] = [[], []];
  const textOf = (test: Mocha.Test, error: Error): string => `${test.fullTitle()}\n${error.stack}`;
  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run((count) => resolve({ passed: runner.stats?.passes ?? 0, failed: count }));
    runner.on('fail', (test, error: Error) => failures.push(textOf(test, error)));
    runner.on('retry', (test: Mocha.Test, error: Error) => retried.push(textOf(test, error)));
  });
  const results = process.env['HOST_TEST_RESULTS'];
  const report = lines.join('\n');
  if (results === undefined) console.log(report);
  else writeFileSync(results, JSON.stringify({ passed, failed, failures, retried, report }));
  if (failed > 0) throw new Error(`${failed} failed`);
}
