/** Clears the index of ROOT in STORAGE over and over, for SECONDS, whether another process writes it or not. */
import { setTimeout } from 'node:timers/promises';
import { clearIndex } from '../../../src/engine/engine.ts';

const [root = '', storage = '', seconds = ''] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1_000;
while (performance.now() < end) {
  await clearIndex({ root, storage }).catch(() => undefined);
  await setTimeout(1);
}
