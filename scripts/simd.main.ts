import { runScript } from './project.ts';
import { writeKernelBytes } from './simd.ts';

await runScript(async () => {
  await writeKernelBytes();
  return 0;
});
