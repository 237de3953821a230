import assert from 'node:assert/strict';
import { createGround } from '../../src/shell/ground.ts';
import type { Overall } from '../../src/shell/overall.ts';

const ready: Overall = { type: 'ready', counts: { files: 2, chunks: 3, skipped: 0 } };
const reading: Overall = {
  type: 'indexing',
  searchable: true,
  progress: { type: 'reading', done: 1, total: 2 },
};

describe('the ground of an answer', () => {
  it('is older when files were read again since, until there is another answer', () => {
    const session = { overall: ready, generation: 4 as number | null };
    const ground = createGround(session);
    ground.renew([]);
    assert.equal(ground.isOlder(), false);
    session.generation = 5;
    assert.equal(ground.isOlder(), true);
    ground.forget();
    assert.equal(ground.isOlder(), false);
    ground.renew([]);
    assert.equal(ground.isOlder(), false);
  });

  it('is older when more can be found', () => {
    const session: { overall: Overall; generation: number } = { overall: reading, generation: 1 };
    const ground = createGround(session);
    ground.renew([]);
    session.overall = ready;
    assert.equal(ground.isOlder(), true);
  });

  it('is not known while no worker runs', () => {
    const session = { overall: ready, generation: 4 as number | null };
    const ground = createGround(session);
    ground.renew([]);
    session.generation = null;
    assert.equal(ground.isOlder(), false);
  });

  it('is early while files are read that no answer has seen', () => {
    const session: { overall: Overall; generation: number } = { overall: reading, generation: 1 };
    const ground = createGround(session);
    ground.renew([]);
    assert.equal(ground.isEarly(), true);
    session.overall = { type: 'paused', searchable: true, because: 'person' };
    assert.equal(ground.isEarly(), false);
    session.overall = ready;
    assert.equal(ground.isEarly(), false);
  });

  it('is not early where all was searched before a few files changed, unless the workspace is another one', () => {
    const session: { overall: Overall; generation: number } = { overall: ready, generation: 1 };
    const ground = createGround(session);
    ground.renew([]);
    session.overall = reading;
    ground.forget();
    ground.renew([]);
    assert.equal(ground.isEarly(), false);
    ground.reset();
    assert.equal(ground.isEarly(), true);
  });
});
