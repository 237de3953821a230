/** `npm run package [-- TARGET]`: a .vsix with everything inside, and native files of one platform only. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from '@vscode/vsce';
import { GRAMMARS } from '../src/engine/chunk/grammars.ts';
import { run } from './command.ts';
import { cacheFolder, projectRoot, ScriptError } from './project.ts';

/** Where each platform's native files lie in their npm packages. */
const targets: Readonly<Record<string, { readonly onnxruntime: string; readonly usearch: string }>> = {
  'linux-x64': { onnxruntime: 'linux/x64', usearch: 'linux-x64' },
  'linux-arm64': { onnxruntime: 'linux/arm64', usearch: 'linux-arm64' },
  'win32-x64': { onnxruntime: 'win32/x64', usearch: 'win32-x64' },
  'darwin-arm64': { onnxruntime: 'darwin/arm64', usearch: 'darwin-arm64+x64' },
};

export interface Packaged {
  /** Absolute path of the .vsix. */
  readonly file: string;
  readonly bytes: number;
}

export async function packageFor(target: string): Promise<Packaged> {
  const manifest = await readManifest();
  const file = join(projectRoot, `${manifest.name}-${target}-${manifest.version}.vsix`);
  const vsce = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = [
    'package',
    '--no-rewrite-relative-links',
    '--target',
    target,
    '--out',
    file,
    '--ignoreFile',
    await writeIgnoreFile(target),
  ];
  await run(process.execPath, [vsce, ...args, '--allow-missing-repository'], { cwd: projectRoot });
  return { file, bytes: (await stat(file)).size };
}

/** What the package for a platform would hold, relative to the repository. */
export async function packagedFiles(target: string): Promise<readonly string[]> {
  return listFiles({ cwd: projectRoot, ignoreFile: await writeIgnoreFile(target) });
}

export const packagedTargets = Object.keys(targets);

/** Folders of a platform's native files, relative to the repository. */
export function nativeFolders(target: string): readonly string[] {
  const native = targets[target];
  if (native === undefined) {
    throw new ScriptError(`There is no package for ${target}; there is ${packagedTargets.join(', ')}.`);
  }
  return [
    `node_modules/onnxruntime-node/bin/napi-v6/${native.onnxruntime}`,
    `node_modules/usearch/prebuilds/${native.usearch}`,
  ];
}

async function readManifest(): Promise<{ readonly name: string; readonly version: string }> {
  const text = await readFile(join(projectRoot, 'package.json'), 'utf8');
  return JSON.parse(text) as { name: string; version: string };
}

/** .vscodeignore and the files of one platform: vsce itself prunes nothing. */
async function writeIgnoreFile(target: string): Promise<string> {
  const grammars = new Set([...GRAMMARS.values()].map((grammar) => grammar.file));
  const lines = [
    await readFile(join(projectRoot, '.vscodeignore'), 'utf8'),
    ...nativeFolders(target).map((folder) => `!${folder}/**`),
    ...[...grammars].map((name) => `!node_modules/tree-sitter-wasms/out/tree-sitter-${name}.wasm`),
  ];
  await mkdir(cacheFolder, { recursive: true });
  const file = join(cacheFolder, `vscodeignore-${target}`);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
