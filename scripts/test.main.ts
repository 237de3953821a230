import { runScript } from './project.ts';
import { test } from './test.ts';

await runScript(() => test(process.argv.slice(2)));
