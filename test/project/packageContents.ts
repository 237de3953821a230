/** What may stand in a package, and must: written out by hand, so that nothing comes in unnoticed. */

const everywhere: readonly (string | RegExp)[] = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD_PARTY_NOTICES.md',
  'bin/homing.js',
  'dist/cli.cjs',
  'dist/extension.cjs',
  'dist/reading.cjs',
  'dist/ahead.cjs',
  'dist/encoding.cjs',
  'dist/webview/queryBox.css',
  'dist/webview/queryBox.js',
  'dist/worker.cjs',
  /^l10n\/bundle\.l10n\.\w+\.json$/,
  /^media\/[\w-]+\.(png|svg)$/,
  /^media\/walkthrough\/\w+\.svg$/,
  'models/LICENSES.md',
  'models/MODEL_CARD.md',
  'models/student-static/manifest.json',
  'models/student-static/scales.f32.bin',
  'models/student-static/table.int8.bin',
  'models/student/manifest.json',
  'models/student/model.onnx',
  'models/vocab.txt',
  /^node_modules\/onnxruntime-common\/dist\/cjs\/[\w-]+\.js$/,
  'node_modules/onnxruntime-common/dist/cjs/package.json',
  'node_modules/onnxruntime-common/package.json',
  'node_modules/@tree-sitter-grammars/tree-sitter-lua/LICENSE.md',
  'node_modules/@tree-sitter-grammars/tree-sitter-lua/package.json',
  'node_modules/@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm',
  'node_modules/tree-sitter-haskell/LICENSE',
  'node_modules/tree-sitter-haskell/package.json',
  'node_modules/tree-sitter-haskell/tree-sitter-haskell.wasm',
  'node_modules/tree-sitter-scala/LICENSE',
  'node_modules/tree-sitter-scala/package.json',
  'node_modules/tree-sitter-scala/tree-sitter-scala.wasm',
  'node_modules/tree-sitter-wasms/LICENSE',
  /^node_modules\/tree-sitter-wasms\/out\/tree-sitter-(bash|c|c_sharp|cpp|css|dart|elixir|go|java|javascript)\.wasm$/,
  /^node_modules\/tree-sitter-wasms\/out\/tree-sitter-(kotlin|php|python|ruby|rust|solidity)\.wasm$/,
  /^node_modules\/tree-sitter-wasms\/out\/tree-sitter-(tsx|typescript|zig)\.wasm$/,
  'node_modules/tree-sitter-wasms/package.json',
  'node_modules/web-tree-sitter/LICENSE',
  'node_modules/web-tree-sitter/package.json',
  'node_modules/web-tree-sitter/tree-sitter.cjs',
  'node_modules/web-tree-sitter/tree-sitter.wasm',
  'package.json',
  /^package\.nls(\.\w+)?\.json$/,
];

const native = (...files: readonly string[]): readonly (string | RegExp)[] => [
  'node_modules/onnxruntime-node/package.json',
  /^node_modules\/onnxruntime-node\/dist\/\w+\.js$/,
  ...files.map((file) => `node_modules/onnxruntime-node/bin/napi-v6/${file}`),
];

const wasm = [
  'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
  'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  'node_modules/onnxruntime-web/dist/ort.node.min.js',
  'node_modules/onnxruntime-web/package.json',
];

const usearch = (...platforms: readonly string[]): readonly string[] => [
  'node_modules/bindings/LICENSE.md',
  'node_modules/bindings/bindings.js',
  'node_modules/bindings/package.json',
  'node_modules/file-uri-to-path/LICENSE',
  'node_modules/file-uri-to-path/index.js',
  'node_modules/file-uri-to-path/package.json',
  'node_modules/node-gyp-build/LICENSE',
  'node_modules/node-gyp-build/index.js',
  'node_modules/node-gyp-build/node-gyp-build.js',
  'node_modules/node-gyp-build/package.json',
  'node_modules/usearch/LICENSE',
  'node_modules/usearch/javascript/dist/cjs/package.json',
  'node_modules/usearch/javascript/dist/cjs/usearch.js',
  'node_modules/usearch/package.json',
  ...platforms.map((platform) => `node_modules/usearch/prebuilds/${platform}/usearch.node`),
];

const unix = (platform: string, library: string): readonly (string | RegExp)[] =>
  native(`${platform}/onnxruntime_binding.node`, `${platform}/${library}`);

const windows = (architecture: string): readonly (string | RegExp)[] =>
  native(
    ...['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'].map(
      (name) => `win32/${architecture}/${name}`,
    ),
  );

const byTarget: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'linux-x64': [...unix('linux/x64', 'libonnxruntime.so.1'), ...usearch('linux-x64')],
  'linux-arm64': [...unix('linux/arm64', 'libonnxruntime.so.1'), ...usearch('linux-arm64')],
  'darwin-arm64': [...unix('darwin/arm64', 'libonnxruntime.1.dylib'), ...usearch('darwin-arm64+x64')],
  'win32-x64': [...windows('x64'), ...wasm, ...usearch('win32-x64')],
  'win32-arm64': [...windows('arm64'), ...wasm],
  universal: [...wasm, ...usearch('darwin-arm64+x64', 'linux-arm64', 'linux-x64', 'win32-x64')],
};

export const knownTargets = Object.keys(byTarget);

/** Files that no line of the list allows, and lines that no file answers. Both empty: the package is as it should be. */
export function compareContents(
  target: string,
  files: readonly string[],
): { readonly unexpected: readonly string[]; readonly missing: readonly string[] } {
  const allowed = [...everywhere, ...(byTarget[target] ?? [])];
  const answers = (line: string | RegExp, file: string): boolean =>
    typeof line === 'string' ? line === file : line.test(file);
  return {
    unexpected: files.filter((file) => !allowed.some((line) => answers(line, file))),
    missing: allowed.filter((line) => !files.some((file) => answers(line, file))).map(String),
  };
}
