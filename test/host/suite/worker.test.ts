import assert from 'node:assert/strict';
import { eventually, indexedHoming, workerProcesses } from './homing.ts';

describe('the search process', () => {
  it('is one process beside the extension host', async () => {
    await indexedHoming();
    assert.equal(workerProcesses().length, 1);
  });

  it('is started again after a crash, which the status tells', async () => {
    const homing = await indexedHoming();
    const [crashed] = workerProcesses();
    assert.ok(crashed !== undefined);
    const states: string[] = [];
    process.kill(crashed, 'SIGKILL');
    await eventually(() => {
      states.push(homing.state().type);
      return states.includes('restarting') ? true : null;
    });
    await homing.whenIndexed();
    const [restarted, ...others] = workerProcesses();
    assert.notEqual(restarted, undefined);
    assert.notEqual(restarted, crashed);
    assert.deepEqual(others, []);
    assert.notEqual((await homing.search('compensation because of bad weather', 3)).length, 0);
  });

  it('answers a question that was asked while it was down', async () => {
    const homing = await indexedHoming();
    const [running] = workerProcesses();
    assert.ok(running !== undefined);
    process.kill(running, 'SIGKILL');
    const hits = await homing.search('compensation because of bad weather', 3);
    assert.ok(hits.some((hit) => hit.path === 'docs/refunds.md'));
  });
});
