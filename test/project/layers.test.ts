import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..', '..');
// Where CI is set, typescript-eslint reads every file once from the disk: what stands in its place here would go unseen.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: { languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } } },
});

/** Names of the rules that object to `code` standing in place of the text of `path`, relative to the repository. */
async function rulesAgainst(path: string, code: string): Promise<readonly string[]> {
  const results = await eslint.lintText(code, { filePath: join(root, path) });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}

/** Any TypeScript file of a folder, relative to the repository; type-aware rules want one that exists. */
function someFileOf(folder: string): string {
  const name = readdirSync(join(root, folder)).find((candidate) => candidate.endsWith('.ts'));
  assert.ok(name !== undefined, `${folder} holds no TypeScript file`);
  return `${folder}/${name}`;
}

const stages = ['discover', 'chunk', 'tokenize', 'embed', 'index', 'search'];

describe('the layers', () => {
  for (const [position, stage] of stages.slice(0, -1).entries()) {
    const later = stages[position + 1] ?? '';
    it(`forbid ${stage} to import ${later}`, async () => {
      const target = someFileOf(`src/engine/${later}`).replace('src/engine/', '../');
      const code = `import '${target}';\n`;
      assert.ok(
        (await rulesAgainst(someFileOf(`src/engine/${stage}`), code)).includes(
          'import-x/no-restricted-paths',
        ),
      );
    });

    it(`let ${later} import ${stage}`, async () => {
      const target = someFileOf(`src/engine/${stage}`).replace('src/engine/', '../');
      const code = `import '${target}';\n`;
      const rules = await rulesAgainst(someFileOf(`src/engine/${later}`), code);
      assert.ok(!rules.includes('import-x/no-restricted-paths'));
    });
  }

  it('forbid the editor to compose the engine', async () => {
    const rules = await rulesAgainst(someFileOf('src/shell'), "import '../engine/engine.ts';\n");
    assert.ok(rules.includes('import-x/no-restricted-paths'));
  });

  it('load ONNX Runtime where its reports are switched off, and nowhere else', () => {
    const loading = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .filter((name) =>
        /(?:import|require)\('onnxruntime-node'\)|^import (?!type).*'onnxruntime-node'/mu.test(
          readFileSync(join(root, 'src', name), 'utf8'),
        ),
      );
    assert.deepEqual(loading, [join('engine', 'embed', 'runtime.ts')]);
  });

  it("let every part speak of the engine's plain data", async () => {
    const code = "import type { Hit } from '../engine/types.ts';\nexport type Row = Hit;\n";
    for (const part of ['protocol', 'worker', 'cli', 'shell']) {
      assert.deepEqual(await rulesAgainst(someFileOf(`src/${part}`), code), []);
    }
  });

  it('forbid the command line to know the worker', async () => {
    const target = someFileOf('src/worker').replace('src/', '../');
    assert.ok(
      (await rulesAgainst(someFileOf('src/cli'), `import '${target}';\n`)).includes(
        'import-x/no-restricted-paths',
      ),
    );
  });

  for (const part of ['engine', 'protocol', 'worker', 'cli']) {
    it(`forbid src/${part} to import the editor`, async () => {
      const code = "import * as vscode from 'vscode';\nexport const version = vscode.version;\n";
      assert.deepEqual(await rulesAgainst(someFileOf(`src/${part}`), code), ['no-restricted-imports']);
    });
  }

  it('forbid the engine to look at the environment and the working folder', async () => {
    const code = "export const where = [process.env['HOME'], process.cwd()];\n";
    assert.deepEqual(await rulesAgainst('src/engine/types.ts', code), [
      'no-restricted-properties',
      'no-restricted-properties',
    ]);
  });

  it('forbid the network everywhere', async () => {
    for (const part of ['engine', 'protocol', 'worker', 'cli', 'shell', 'webview']) {
      const code = "import 'node:https';\nexport const page = fetch('x');\n";
      const rules = await rulesAgainst(someFileOf(`src/${part}`), code);
      assert.ok(rules.includes('no-restricted-imports'), part);
      assert.ok(rules.includes('no-restricted-globals'), part);
    }
  });

  it('forbid cycles', async () => {
    // chunker.ts imports grammars.ts: the way back closes the circle.
    const code = "import { createChunker } from './chunker.ts';\nexport const again = createChunker;\n";
    assert.ok((await rulesAgainst('src/engine/chunk/grammars.ts', code)).includes('import-x/no-cycle'));
  });
});
