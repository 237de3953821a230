/** Lays out a package as a folder: what is packed, and what runs once it is unpacked. */
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, matchesGlob } from 'node:path';
import { run } from '../command.ts';
import { projectRoot, ScriptError } from '../project.ts';
import { contentsOf, type Contents } from './contents.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** Fields of a package.json that matter after the installation. */
const keptOfPackages = ['name', 'version', 'license', 'type', 'main', 'exports'];
const leftOfOurs = [
  'private',
  'scripts',
  'devDependencies',
  'optionalDependencies',
  'allowScripts',
  'dependencies',
];

/** Fills `folder` (absolute) with the package of a target, built for production; what was there is removed. */
export async function stage(target: string, folder: string): Promise<void> {
  const contents = contentsOf(target);
  await rm(folder, { recursive: true, force: true });
  for (const path of await filesOf(contents)) await place(join(projectRoot, path), join(folder, path));
  const build = [join(projectRoot, 'esbuild.js'), '--production', `--outdir=${join(folder, 'dist')}`];
  await run(process.execPath, build, { cwd: projectRoot });
  const versions: Record<string, unknown> = {};
  for (const name of contents.packages) {
    const path = join('node_modules', name, 'package.json');
    const manifest = await readManifest(path);
    versions[name] = manifest['version'];
    await writeManifest(
      join(folder, path),
      keep(manifest, (key) => keptOfPackages.includes(key)),
    );
  }
  const own = keep(await readManifest('package.json'), (key) => !leftOfOurs.includes(key));
  await writeManifest(join(folder, 'package.json'), { ...own, dependencies: versions });
}

/** The bundles, which are built into the package. */
const bundles = [
  'dist/cli.cjs',
  'dist/extension.cjs',
  'dist/reading.cjs',
  'dist/ahead.cjs',
  'dist/encoding.cjs',
  'dist/webview/queryBox.css',
  'dist/webview/queryBox.js',
  'dist/worker.cjs',
];

/** Every file of a target's package, as `stage` lays them out. */
export async function packagedFiles(target: string): Promise<readonly string[]> {
  const contents = contentsOf(target);
  const manifests = contents.packages.map((name) => `node_modules/${name}/package.json`);
  return [...(await filesOf(contents)), ...bundles, ...manifests, 'package.json'].sort();
}

/** Relative to the repository, sorted. Throws ScriptError where a pattern finds nothing. */
async function filesOf({ patterns, left }: Contents): Promise<readonly string[]> {
  const files: string[] = [];
  for (const pattern of patterns) {
    const found: string[] = [];
    for await (const path of glob(pattern, { cwd: projectRoot })) found.push(path.replaceAll('\\', '/'));
    if (found.length === 0) throw new ScriptError(`Nothing is there for ${pattern}: run \`npm ci\`.`);
    files.push(...found);
  }
  const isLeft = (path: string): boolean => left.some((name) => matchesGlob(path, `**/${name}`));
  return [...new Set(files)].filter((path) => !isLeft(path)).sort();
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(projectRoot, path), 'utf8')) as Manifest;
}

async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function keep(manifest: Manifest, wanted: (key: string) => boolean): Manifest {
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => wanted(key)));
}
