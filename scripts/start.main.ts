import { runScript } from './project.ts';
import { start } from './start.ts';

await runScript(() => start(process.argv.slice(2)));
