/** Adds vectors to the cache FILE of LIMIT bytes for ever, telling each batch on standard output; to be killed. */
import { VectorCache } from '../../../src/engine/index/vectorCache.ts';
import { vectorFor } from './cachedVectors.ts';

const [file = '', limit = ''] = process.argv.slice(2);
const cache = new VectorCache(file, Number(limit), (_, message) => process.stderr.write(`${message}\n`));
for (let batch = 0; ; batch++) {
  cache.add(
    'child',
    Array.from({ length: 100 }, (_, at) => vectorFor(`${batch}-${at}`)),
  );
  process.stdout.write(`${batch}\n`);
}
