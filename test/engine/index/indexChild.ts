/** Indexes ROOT into STORAGE with a slow encoder, telling each step on standard output; to be killed in the middle. */
import { setTimeout } from 'node:timers/promises';
import { createHashEncoders, open, type Place } from './support.ts';

const [root = '', storage = ''] = process.argv.slice(2);
const encoders = createHashEncoders();
const slow = {
  ...encoders,
  student: () =>
    Promise.resolve({
      ...encoders.transformer,
      embed: async (...args: Parameters<typeof encoders.transformer.embed>) => {
        await setTimeout(20);
        return encoders.transformer.embed(...args);
      },
    }),
};
const engine = await open({ root, storage } as Place, { encoders: slow });
const run = engine.index();
for (let step = await run.next(); step.done !== true; step = await run.next()) {
  process.stdout.write(`${JSON.stringify(step.value)}\n`);
}
await engine.close();
