import { existsSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The engine's stages in the order in which data flows; a stage imports only stages to its left. */
const stages = ['discover', 'chunk', 'tokenize', 'embed', 'index', 'search'];

/** What each part outside the engine may import besides itself and the engine's plain data. */
const parts = {
  engine: [],
  protocol: [],
  worker: ['engine', 'protocol'],
  webview: ['protocol'],
  cli: ['engine'],
  shell: ['protocol', 'webview'],
};

const plainData = ['./types.ts', './errors.ts'];

/** What every stage may use. */
const basis = [...plainData, './best.ts', './bytes.ts', './once.ts', './simd'];

const stageZones = stages.map((stage, position) => ({
  target: `./src/engine/${stage}`,
  from: './src/engine',
  except: [...basis, ...stages.slice(0, position + 1).map((earlier) => `./${earlier}`)],
  message: `Data flows ${stages.join(' → ')}: ${stage} imports only what stands to its left.`,
}));

const partZones = Object.entries(parts).flatMap(([part, allowed]) =>
  Object.keys(parts)
    .filter((other) => other !== part && !allowed.includes(other))
    .map((other) => ({
      target: `./src/${part}`,
      from: `./src/${other}`,
      except: other === 'engine' ? plainData : [],
      message: `src/${part} may not import src/${other}.`,
    })),
);

const noNetwork = 'Nothing leaves the machine: there is no network code.';
const networkGlobals = ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource'];
const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'dgram']
  .flatMap((name) => [name, `node:${name}`, `node:${name}/promises`])
  .map((name) => ({ name, message: noNetwork }));

const vscodeOnlyInShell = { name: 'vscode', message: 'Only src/shell knows the editor.' };

const nodeGlobals = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
);

export default defineConfig(
  {
    ignores: [
      'dist/',
      'out/',
      '.cache/',
      '.vscode-test/',
      'coverage/',
      'models/',
      'test/fixtures/',
      'node_modules/',
    ],
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [js.configs.recommended],
    languageOptions: { globals: nodeGlobals },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }] },
  },
  {
    files: ['**/*.cjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...nodeGlobals, require: 'readonly', module: 'writable', exports: 'writable' },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [
      js.configs.recommended,
      ...tseslint.configs.strictTypeChecked,
      ...tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json'].filter((path) =>
          existsSync(new URL(path, import.meta.url)),
        ),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      // Without these two `no-cycle` passes silently.
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver': { typescript: true, node: true },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones: [...stageZones, ...partZones] }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 4 }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-globals': ['error', ...networkGlobals.map((name) => ({ name, message: noNetwork }))],
      'no-restricted-imports': ['error', { paths: networkModules }],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/shell/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [...networkModules, vscodeOnlyInShell] }] },
  },
  {
    files: ['src/webview/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'What is shown comes from files: it is set as text.',
        })),
      ],
    },
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
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['it', 'describe'], package: 'mocha' }] },
      ],
    },
  },
);
