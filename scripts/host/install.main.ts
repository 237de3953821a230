import { runScript } from '../project.ts';
import { installHost } from './install.ts';

await runScript(async () => {
  const host = await installHost((line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${JSON.stringify(host, null, 2)}\n`);
  return 0;
});
