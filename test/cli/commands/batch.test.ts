import assert from 'node:assert/strict';
import path from 'node:path';
import type { Hit } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder, type Result } from '../homing.ts';
import { workspace } from '../workspace.ts';

interface Answer {
  readonly id: unknown;
  readonly ms?: number;
  readonly hits?: readonly Hit[];
  readonly error?: string;
}

describe('homing batch', () => {
  let folder: string;
  let storage: string;

  before(() => {
    folder = temporaryFolder(workspace);
    storage = temporaryFolder();
  });
  after(removeTemporaryFolders);

  function batch(queries: string, ...args: readonly string[]): Promise<Result> {
    const file = path.join(temporaryFolder({ 'queries.jsonl': queries }), 'queries.jsonl');
    return homing(['batch', file, '--folder', folder, '--storage', storage, ...args]);
  }

  function answers(result: Result): readonly Answer[] {
    return result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
  }

  it('answers each line in order with its id', async () => {
    const result = await batch(
      '{"id":"b","query":"parse css color notation"}\n{"id":7,"query":"vegetable recipe"}\n{"id":[1.0],"query":"log into an account"}',
    );
    assert.equal(result.code, 0, result.stderr);
    const all = answers(result);
    assert.deepEqual(
      all.map((answer) => Object.keys(answer)),
      Array.from({ length: 3 }, () => ['id', 'ms', 'hits']),
    );
    assert.deepEqual(
      all.map(({ id, hits }) => [id, hits?.[0]?.path]),
      [
        ['b', 'tools/colours.py'],
        [7, 'docs/guide.md'],
        [[1], 'docs/guide.md'],
      ],
    );
    assert.ok(result.stdout.includes('{"id":[1.0],'));
  });

  it('leaves the index complete', async () => {
    const { stdout } = await homing(['status', folder, '--json', '--storage', storage]);
    assert.equal((JSON.parse(stdout) as { fresh: boolean }).fresh, true);
  });

  it('answers bad lines in their place and goes on', async () => {
    const result = await batch(
      [
        '{"id":1,"query":"colour"}',
        'no json',
        '',
        '{"id":4}',
        '{"query":"x"}',
        '{"id":6,"query":"  "}',
        '{"id":7,"query":"colour"}',
        '',
      ].join('\r\n'),
    );
    assert.equal(result.code, 1);
    assert.deepEqual(
      answers(result).map(({ id, error, hits }) => [id, typeof error, hits !== undefined]),
      [
        [1, 'undefined', true],
        [null, 'string', false],
        [null, 'string', false],
        [4, 'string', false],
        [null, 'string', false],
        [6, 'string', false],
        [7, 'undefined', true],
      ],
    );
    assert.doesNotMatch(result.stdout + result.stderr, /\n\s+at /);
  });

  it('takes the text as it is', async () => {
    const result = await batch('{"id":1,"query":"path:docs hex_to_rgb"}\n', '--mode', 'lexical');
    assert.equal(answers(result)[0]?.hits?.[0]?.path, 'tools/colours.py');
  });

  it('keeps to the filters it is given', async () => {
    const result = await batch('{"id":1,"query":"colour"}\n', '--path', 'docs/**', '-k', '1');
    assert.deepEqual(
      answers(result)[0]?.hits?.map((hit) => hit.path),
      ['docs/guide.md'],
    );
  });

  it('reads queries from standard input', async () => {
    const result = await homing(['batch', '-', '--folder', folder, '--storage', storage], {
      input: '{"id":1,"query":"colour"}',
    });
    assert.equal(answers(result).length, 1);
  });

  it('answers an empty file with nothing', async () => {
    const { code, stdout } = await batch('');
    assert.deepEqual([code, stdout], [0, '']);
  });

  it('says at once when there is no such file', async () => {
    for (const file of ['missing.jsonl', '.']) {
      const { code, stdout, stderr } = await homing(['batch', file, '--storage', storage], { cwd: folder });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^homing: .*name a file of queries.*\n$/);
    }
  });

  it('says what to do when there is no index and none may be made', async () => {
    const file = path.join(temporaryFolder({ 'q.jsonl': '{"id":1,"query":"x"}' }), 'q.jsonl');
    const args = ['batch', file, '--no-update', '--folder', folder, '--storage', temporaryFolder()];
    const { code, stdout, stderr } = await homing(args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^homing: .*homing index.*\n$/);
  });
});
