import { packageFor } from './package.ts';
import { runScript } from './project.ts';

await runScript(async () => {
  const [target = `${process.platform}-${process.arch}`] = process.argv.slice(2);
  const { file, bytes } = await packageFor(target);
  process.stdout.write(`${file} (${(bytes / 1e6).toFixed(1)} MB)\n`);
  return 0;
});
