import { runScript } from '../project.ts';
import { launch, parseLauncherArguments } from './launcher.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

await runScript(() =>
  launch(parseLauncherArguments(process.argv.slice(2)), (line) => process.stdout.write(`${line}\n`)),
);
