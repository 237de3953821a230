import { runScript } from './project.ts';
import { takeWalk } from './walk.ts';

await runScript(() => takeWalk(process.argv.slice(2)));
