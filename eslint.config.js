import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The engine's stages in the order in which data flows; a stage imports only stages to its left. */
const stages = ['discover', 'chunk', 'tokenize', 'embed', 'index', 'search'];
const stageZones = stages.map((stage, position) => ({
  target: `./src/engine/${stage}`,
  from: ['./src/engine/engine.ts', ...stages.slice(position + 1).map((later) => `./src/engine/${later}`)],
  message: `Data flows ${stages.join(' → ')}: ${stage} imports only what stands to its left.`,
}));

/** Which parts outside the engine may import which. */
const shellZones = [
  { target: './src/engine', from: ['./src/protocol', './src/worker', './src/shell', './src/cli', './src/webview'] },
  { target: './src/protocol', from: ['./src/worker', './src/shell', './src/cli', './src/webview'] },
  { target: './src/worker', from: ['./src/shell', './src/cli', './src/webview'] },
  { target: './src/cli', from: ['./src/worker', './src/shell', './src/webview', './src/protocol'] },
  { target: './src/shell', from: ['./src/engine/engine.ts', './src/worker', './src/cli', './src/webview'] },
];

const vscodeOnlyInShell = {
  name: 'vscode',
  message: 'Only src/shell knows the editor.',
};

export default defineConfig(
  { ignores: ['dist/', 'out/', '.cache/', '.vscode-test/', 'coverage/', 'models/', 'test/fixtures/', 'node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver': { typescript: true, node: true },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones: [...stageZones, ...shellZones] }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 4 }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/engine/**', 'src/protocol/**', 'src/worker/**', 'src/cli/**', 'src/webview/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [vscodeOnlyInShell] }] },
  },
  {
    files: ['src/engine/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come in as options.' },
        { object: 'process', property: 'cwd', message: 'Folders come in as options.' },
      ],
    },
  },
  {
    files: ['test/**', 'scripts/**'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['it', 'describe'], package: 'mocha' }] }],
    },
  },
);
