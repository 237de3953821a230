import assert from 'node:assert/strict';
import { createOnce } from '../../src/engine/once.ts';

describe('what is made once', () => {
  it('is made when it is first asked for, for all who ask', async () => {
    let made = 0;
    const once = createOnce(() => Promise.resolve(++made));
    assert.equal(made, 0);
    assert.deepEqual(await Promise.all([once(), once()]), [1, 1]);
    assert.equal(await once(), 1);
  });

  it('is made again after it failed', async () => {
    let tries = 0;
    const once = createOnce(() =>
      ++tries === 1 ? Promise.reject(new Error('no file')) : Promise.resolve('made'),
    );
    const first = [once(), once()];
    for (const each of first) await assert.rejects(each, /no file/);
    assert.equal(await once(), 'made');
    assert.equal(tries, 2);
  });
});
