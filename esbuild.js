// Builds the bundles: the editor shell, the worker and the command line (Node), and the sidebar's query box (browser).
// Only the shell's bundle knows `vscode`: that the others build proves the engine editor-free.
import { existsSync } from 'node:fs';
import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const out =
  process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

/** Native or WASM packages that locate their own files; they must stay beside node_modules. */
const unbundled = ['onnxruntime-node', 'onnxruntime-web', 'usearch', 'web-tree-sitter'];

const node = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  // Else `import()` stays, takes each package's other form, and the package of the extension holds only this one.
  supported: { 'dynamic-import': false },
  // CommonJS has no address of its own; src asks for it where a package has to be found.
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'importMetaUrl' },
};

const bundles = [
  {
    ...node,
    entryPoints: ['src/shell/extension.ts'],
    outfile: `${out}/extension.cjs`,
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: ['src/worker/worker.ts'],
    outfile: `${out}/worker.cjs`,
    external: unbundled,
  },
  // The worker and the command line start these as threads; they lie beside both.
  {
    ...node,
    entryPoints: ['src/engine/index/readingThread.ts'],
    outfile: `${out}/reading.cjs`,
    external: unbundled,
  },
  { ...node, entryPoints: ['src/engine/discover/aheadThread.ts'], outfile: `${out}/ahead.cjs` },
  // The worker starts this as a process.
  {
    ...node,
    entryPoints: ['src/engine/embed/graphProcess.ts'],
    outfile: `${out}/encoding.cjs`,
    external: unbundled,
  },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: `${out}/cli.cjs`, external: unbundled },
  {
    entryPoints: ['src/webview/queryBox.ts'],
    outfile: `${out}/webview/queryBox.js`,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'warning',
  },
].filter((bundle) => existsSync(bundle.entryPoints[0]));

if (watch) {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(bundle)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
}
