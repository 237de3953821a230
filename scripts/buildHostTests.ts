/** Bundles the tests that run inside the extension host: it loads CommonJS and knows no TypeScript. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot, testBundles } from './project.ts';

export async function buildHostTests(): Promise<void> {
  const source = join(projectRoot, 'test', 'host');
  const suites: string[] = [];
  for (const folder of ['suite', 'limits', 'installed', 'measure']) {
    const names = (await readdir(join(source, folder))).filter((name) => name.endsWith('.test.ts'));
    suites.push(...names.map((name) => join(source, folder, name)));
  }
  await build({
    entryPoints: [join(source, 'index.ts'), ...suites],
    outdir: join(testBundles, 'host'),
    outbase: source,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
