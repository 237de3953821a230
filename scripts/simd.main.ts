import { writeFile } from 'node:fs/promises';
import { runScript } from './project.ts';
import { kernelBytes, kernelBytesFile } from './simd.ts';

await runScript(async () => {
  await writeFile(kernelBytesFile, await kernelBytes());
  return 0;
});
