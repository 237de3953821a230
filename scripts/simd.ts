import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import createWabt from 'wabt';

const folder = join(import.meta.dirname, '..', 'src', 'engine', 'simd');

/** Committed beside the kernel, so that neither installing nor building compiles it. */
export const kernelBytesFile = join(folder, 'kernelBytes.ts');

/** The text of that file, compiled anew. Throws what is wrong with the kernel. */
export async function kernelBytes(): Promise<string> {
  const wabt = await createWabt();
  const module = wabt.parseWat('kernel.wat', await readFile(join(folder, 'kernel.wat'), 'utf8'), {
    simd: true,
    bulk_memory: true,
  });
  module.validate();
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,100}/g) ?? [];
  return [
    '/** kernel.wat as a WebAssembly module, in base64; written by `npm run simd`. */',
    'export const kernelBytes =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}
