/** What stands in the package of each target: an allow-list of patterns, relative to the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRAMMARS } from '../../src/engine/chunk/grammars.ts';
import { projectRoot, ScriptError } from '../project.ts';

/** Folders of native files as their npm packages name them; null where there are none for the target. */
interface Native {
  /** Below onnxruntime-node/bin/napi-v6. */
  readonly onnxruntime: string | null;
  /** Below usearch/prebuilds. */
  readonly usearch: readonly string[];
}

/** The package that any machine can install: WebAssembly in the native runtime's place. */
export const universal = 'universal';

const targets: Readonly<Record<string, Native>> = {
  'linux-x64': { onnxruntime: 'linux/x64', usearch: ['linux-x64'] },
  'linux-arm64': { onnxruntime: 'linux/arm64', usearch: ['linux-arm64'] },
  'darwin-arm64': { onnxruntime: 'darwin/arm64', usearch: ['darwin-arm64+x64'] },
  'win32-x64': { onnxruntime: 'win32/x64', usearch: ['win32-x64'] },
  'win32-arm64': { onnxruntime: 'win32/arm64', usearch: [] },
  [universal]: {
    onnxruntime: null,
    usearch: ['linux-x64', 'linux-arm64', 'darwin-arm64+x64', 'win32-x64'],
  },
};

export const targetNames: readonly string[] = Object.keys(targets);

/** Native files that are left where they are: the dylib is there twice, and the binding loads libonnxruntime.1.dylib. */
const left = ['libonnxruntime.1.*.*.dylib'];

/** What every target has: the exceptions of `.vscodeignore`. */
const everywhere = readFileSync(join(projectRoot, '.vscodeignore'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

const usearchScripts = [
  'node_modules/usearch/{LICENSE,javascript/dist/cjs/*.js,javascript/dist/cjs/package.json}',
  'node_modules/node-gyp-build/{LICENSE,index.js,node-gyp-build.js}',
  'node_modules/bindings/{LICENSE.md,bindings.js}',
  'node_modules/file-uri-to-path/{LICENSE,index.js}',
];

/**
 * In Node, onnxruntime-web needs these and no other of its 140 MB. Windows has them beside the native build, which needs
 * Microsoft's C++ runtime: that one may not be installed.
 */
const webRuntime = [
  'node_modules/onnxruntime-web/dist/ort.node.min.js',
  'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.{mjs,wasm}',
];

/** `folder`: below bin/napi-v6. */
function nativeRuntime(folder: string): string[] {
  const root = 'node_modules/onnxruntime-node';
  return [`${root}/dist/*.js`, `${root}/bin/napi-v6/${folder}/*`];
}

export interface Contents {
  /** Globs of the files to take. */
  readonly patterns: readonly string[];
  /** Names of files that match and are left out all the same. */
  readonly left: readonly string[];
  /** Folders below node_modules whose manifests are written anew, without what an installation would need. */
  readonly packages: readonly string[];
}

/** Throws ScriptError for a target that does not exist. */
export function contentsOf(target: string): Contents {
  const native = targets[target];
  if (native === undefined) {
    throw new ScriptError(`There is no package for ${target}; there is ${targetNames.join(', ')}.`);
  }
  const grammars = new Set([...GRAMMARS.values()].map(({ path }) => path));
  const runtime = native.onnxruntime === null ? [] : nativeRuntime(native.onnxruntime);
  if (native.onnxruntime?.startsWith('win32/') !== false) runtime.push(...webRuntime);
  const search =
    native.usearch.length === 0
      ? []
      : [...usearchScripts, ...native.usearch.map((name) => `node_modules/usearch/prebuilds/${name}/*`)];
  const patterns = [
    ...everywhere,
    ...runtime,
    ...search,
    ...[...grammars].map((path) => `node_modules/${path}`),
  ];
  const packages = patterns.flatMap(
    (pattern) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(pattern)?.[1] ?? [],
  );
  return { patterns, left, packages: [...new Set(packages)].sort() };
}
