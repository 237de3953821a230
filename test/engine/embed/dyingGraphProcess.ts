/** The process that encodes, which ends or falls silent at a text as often as `HOMING_TEST_DEATHS`, a file, says. */
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env['HOMING_TEST_DEATHS'] ?? '';

process.on('message', (message: { readonly work: { readonly type: string } }) => {
  if (message.work.type !== 'run') return;
  const [deaths, way] = readFileSync(file, 'utf8').split(' ');
  if (Number(deaths) === 0) return;
  writeFileSync(file, `${Number(deaths) - 1} ${way}`);
  if (way === 'silent') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  process.kill(process.pid, 'SIGKILL');
});
await import('../../../src/engine/embed/graphProcess.ts');
