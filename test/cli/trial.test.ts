import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { trialOf } from '../../src/cli/trial.ts';
import { removeTemporaryFolders, temporaryFolder } from './homing.ts';

const never = new AbortController().signal;
/** Hears nothing, as native code that hangs; says its number in the file that it is given. */
const hanging = `
  process.on('SIGTERM', () => undefined);
  require('node:fs').writeFileSync(process.argv[1], String(process.pid));
  for (;;);
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the process of a trial', () => {
  after(removeTemporaryFolders);

  const run = (script: string, signal = never, ...rest: readonly string[]) =>
    trialOf({ program: process.execPath, args: ['-e', script, ...rest], signal, limit: 2_000 });

  it('gives the trial that it writes', async () => {
    const trial = { device: 'cpu: no usable GPU was found', notes: ['one'] };
    assert.deepEqual(await run(`console.log(${JSON.stringify(JSON.stringify(trial))})`), trial);
  });

  it('may end by itself', async () => {
    const { device } = await run('process.exit(7)');
    assert.equal(device, 'cpu: the trial of the GPU ended its process (exit code 7)');
  });

  it('is ended where it hangs, which is told', async () => {
    const file = path.join(temporaryFolder(), 'pid');
    const { device } = await run(hanging, never, file);
    assert.equal(device, 'cpu: the trial of the GPU did not answer for 2 s');
    assert.equal(isAlive(Number(readFileSync(file, 'utf8'))), false);
  });

  it('is ended with the command that wants it, though it hangs', async () => {
    const file = path.join(temporaryFolder(), 'pid');
    const interruption = new AbortController();
    const program = { program: process.execPath, args: ['-e', hanging, file], signal: interruption.signal };
    const stopped = assert.rejects(trialOf(program), { name: 'AbortError' });
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(20);
    interruption.abort();
    await stopped;
    assert.equal(isAlive(Number(readFileSync(file, 'utf8'))), false);
  });
});
