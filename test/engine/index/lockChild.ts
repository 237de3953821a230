/** Tells on standard output whether this process can write the index of ROOT in STORAGE: `free` or `locked`. */
import { locate } from '../../../src/engine/index/location.ts';
import { acquireWriterLock } from '../../../src/engine/index/writerLock.ts';

const [root = '', storage = ''] = process.argv.slice(2);
try {
  (await acquireWriterLock(locate(storage, root), 0)).release();
  process.stdout.write('free');
} catch {
  process.stdout.write('locked');
}
