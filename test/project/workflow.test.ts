import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/project.ts';
import { test } from '../../scripts/test.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const workflow = read('.github/workflows/ci.yml');
const { engines, scripts } = JSON.parse(read('package.json')) as {
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
};

/** Of `npm test`, in their order. */
async function partNames(): Promise<readonly string[]> {
  const message = await test(['none']).catch((error: unknown) => (error as Error).message);
  return /there are (.+)\.$/.exec(String(message))?.[1]?.split(', ') ?? [];
}

describe('the tests', () => {
  it('of a GPU find the driver that is installed with the editor', async () => {
    const names = await partNames();
    assert.ok(names.includes('install'));
    assert.ok(names.indexOf('install') < names.indexOf('engine'));
  });
});

describe('the workflow', () => {
  it('tests with the oldest VS Code that is allowed, and with the current one', () => {
    const [, oldest = '', current = ''] = /vscode: \['(\S+)', (\w+)\]/.exec(workflow) ?? [];
    assert.ok(oldest.startsWith(engines.vscode.replace(/^\^/, '').replace(/\d+$/, '')), oldest);
    assert.equal(current, 'stable');
  });

  it('tests on three systems', () => {
    assert.match(workflow, /os: \[ubuntu-[\d.]+, macos-\d+, windows-\d+\]/);
  });

  it('runs scripts and parts that exist', async () => {
    const named = [...workflow.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    assert.deepEqual(
      named.filter((name) => scripts[name] === undefined),
      [],
    );
    const parts = [...workflow.matchAll(/npm test -- ([a-z ]+)/g)].flatMap(
      ([, names]) => names?.trim().split(' ') ?? [],
    );
    assert.ok(parts.length > 0);
    const known = await partNames();
    assert.deepEqual(
      parts.filter((name) => !known.includes(name)),
      [],
    );
  });

  it('publishes by tag alone, and only where a secret is set', () => {
    assert.match(workflow, /publish:\n {4}if: startsWith\(github\.ref, 'refs\/tags\/v'\)/);
    for (const secret of ['VSCE_PAT', 'OVSX_PAT']) {
      assert.ok(workflow.includes(`${secret}: \${{ secrets.${secret} }}`), secret);
      assert.ok(workflow.includes(`if: env.${secret} != ''`), secret);
    }
  });
});
