import { targetNames } from './package/contents.ts';
import { packageFor } from './package/make.ts';
import { runScript } from './project.ts';

await runScript(async () => {
  const named = process.argv.slice(2).filter((name) => name !== '--all');
  for (const target of named.length > 0 ? named : targetNames) {
    const { file, bytes } = await packageFor(target);
    process.stdout.write(`${file} (${(bytes / 1e6).toFixed(1)} MB)\n`);
  }
  return 0;
});
