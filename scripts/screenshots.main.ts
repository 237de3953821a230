import { runScript } from './project.ts';
import { takeScreenshots } from './screenshots.ts';

await runScript(() => takeScreenshots(process.argv.slice(2)));
