import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { homing, removeTemporaryFolders, temporaryFolder } from '../homing.ts';

interface Answer {
  readonly node: string;
  readonly sqlite: { readonly suitable: boolean; readonly journal: string };
  readonly trial: { readonly device: string };
  readonly models: readonly { readonly fault: string | null }[];
  readonly problems: readonly string[];
}

describe('homing doctor', () => {
  after(removeTemporaryFolders);

  it('tells what the machine offers, where the model runs and why, and forgives a driver', async () => {
    const storage = temporaryFolder({
      'gpu-trial': JSON.stringify({ pid: 999_999_999, trying: 'webgpu', ended: ['webgpu, float16'] }),
    });
    const { code, stdout, stderr } = await homing(['doctor', '--json', '--storage', storage]);
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout) as Answer;
    assert.equal(answer.node, process.versions.node);
    assert.deepEqual(answer.sqlite.suitable, true);
    assert.equal(answer.sqlite.journal, 'wal');
    assert.match(answer.trial.device, /^(?:cpu|gpu \(webgpu(?:, float16)?\)): ./);
    assert.doesNotMatch(answer.trial.device, /its driver ended/);
    assert.deepEqual(answer.problems, []);
    assert.ok(!existsSync(path.join(storage, 'gpu-trial')));
  });

  it('says in words what is wrong, and ends with 1', async () => {
    const models = temporaryFolder();
    writeFileSync(path.join(models, 'vocab.txt'), '');
    const args = ['doctor', '--device', 'cpu', '--storage', temporaryFolder()];
    const { code, stdout } = await homing(args, { environment: { HOMING_MODELS: models } });
    assert.equal(code, 1);
    assert.match(stdout, /^platform +\S/m);
    assert.match(stdout, /manifest\.json is missing: reinstall Homing/);
  });

  it('says that a storage is no folder, as it says what else is wrong', async () => {
    const storage = path.join(temporaryFolder({ taken: 'a file' }), 'taken');
    const { code, stdout, stderr } = await homing(['doctor', '--device', 'cpu', '--storage', storage]);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /taken cannot be written: give Homing a storage that can be\./);
    assert.doesNotMatch(stderr, /unexpected/);
  });
});
