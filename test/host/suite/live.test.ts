import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, indexedHoming, workerProcesses } from './homing.ts';

describe('a setting', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('homing');
  const { Global, Workspace } = vscode.ConfigurationTarget;

  it('counts as soon as it is changed, in the same search process', async () => {
    const homing = await indexedHoming();
    const before = workerProcesses();
    const finds = async (path: string): Promise<boolean> =>
      (await homing.search('compensation because of bad weather', 50)).some((hit) => hit.path === path);
    assert.equal(await finds('docs/refunds.md'), true);
    await settings().update('exclude', ['docs/refunds.md'], Workspace);
    await eventually(async () => ((await finds('docs/refunds.md')) ? null : true));
    await settings().update('exclude', undefined, Workspace);
    await eventually(async () => ((await finds('docs/refunds.md')) ? true : null));
    await settings().update('threads', 1, Global);
    await homing.whenIndexed();
    assert.equal(await finds('docs/refunds.md'), true);
    await settings().update('threads', undefined, Global);
    await homing.whenIndexed();
    assert.deepEqual(workerProcesses(), before);
  });
});
