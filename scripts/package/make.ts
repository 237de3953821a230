/** `npm run package [-- TARGET …]`: a .vsix with everything inside, and native files of one platform only. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { projectRoot, ScriptError } from '../project.ts';
import { universal } from './contents.ts';
import { stage } from './stage.ts';

/** Bytes that a package may have. */
export const sizeLimit = 65_000_000;

const { name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
};

export interface Packaged {
  readonly target: string;
  /** Absolute path of the .vsix. */
  readonly file: string;
  readonly bytes: number;
}

/** Absolute path of the .vsix of a target. */
export function vsixFile(target: string): string {
  return join(projectRoot, `${name}-${target}-${version}.vsix`);
}

/** Throws ScriptError for a target that does not exist, or a package above the limit. */
export async function packageFor(target: string): Promise<Packaged> {
  const file = vsixFile(target);
  const scratch = await mkdtemp(join(tmpdir(), 'homing-package-'));
  try {
    await pack(target, join(scratch, 'extension'), file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const { size: bytes } = await stat(file);
  if (bytes > sizeLimit) throw new ScriptError(`${file} has ${bytes} bytes, more than ${sizeLimit}.`);
  return { target, file, bytes };
}

async function pack(target: string, folder: string, file: string): Promise<void> {
  await stage(target, folder);
  // The folder holds nothing else; without this file vsce doubts it.
  await writeFile(join(folder, '.vscodeignore'), '');
  await createVSIX({
    cwd: folder,
    packagePath: file,
    ...(target === universal ? {} : { target }),
    // The address of the repository is not known yet, so links stay as they are.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
}
