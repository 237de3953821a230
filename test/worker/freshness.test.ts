import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { clearIndex } from '../../src/engine/engine.ts';
import type { SearchRequest } from '../../src/engine/types.ts';
import type { FolderHit, FolderState, Notification } from '../../src/protocol/messages.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { Freshness } from '../../src/worker/freshness.ts';
import { createSession } from '../../src/worker/session.ts';
import { workerConfiguration } from './configuration.ts';

const never = new AbortController().signal;

describe('Before and after a search', () => {
  function setUp(changed: readonly string[], request: () => Promise<void> = () => Promise.resolve()) {
    const asked: (readonly string[] | null)[] = [];
    const git = { checkedOut: 'one' as string | null };
    const looked: (readonly string[] | null)[] = [];
    const engine = {
      checkedOut: () => git.checkedOut,
      changed: (among: readonly string[] | null) => {
        looked.push(among);
        return changed;
      },
    };
    const queue = {
      isPaused: false,
      isAt: () => false,
      request: ({ only }: { readonly only: readonly string[] | null }) => {
        asked.push(only);
        return request();
      },
    };
    const freshness = new Freshness({ engines: new Map([['/a', engine]]), queue, patience: 20 });
    return { freshness, asked, looked, git, queue };
  }

  it('changed files of a folder that is followed are read again', async () => {
    const { freshness, asked } = setUp(['x.ts']);
    await freshness.catchUp(['/a']);
    assert.deepEqual(asked, [], 'nobody asked for an index yet');
    freshness.follow('/a');
    await freshness.catchUp(['/a']);
    assert.deepEqual(asked, [['x.ts']]);
    freshness.unfollow('/a');
    assert.equal(await freshness.catchUpHits([{ root: '/a', path: 'x.ts' }]), false);
    assert.deepEqual(asked, [['x.ts']], 'an index that was cleared stays so');
  });

  it('files are not looked at again with every key', async () => {
    const { freshness, looked } = setUp([]);
    freshness.follow('/a');
    for (let key = 0; key < 5; key++) await freshness.catchUp(['/a']);
    assert.equal(looked.length, 1);
  });

  it('files of the hits are looked at once each, and the search is done again', async () => {
    const { freshness, looked, asked } = setUp(['x.ts']);
    freshness.follow('/a');
    const hits = ['x.ts', 'y.ts', 'x.ts'].map((path) => ({ root: '/a', path }));
    assert.equal(await freshness.catchUpHits(hits), true);
    assert.deepEqual([looked, asked], [[['x.ts', 'y.ts']], [['x.ts']]]);
  });

  it('indexing that does not end is waited for once, not with every key', async () => {
    const { freshness, asked } = setUp(['x.ts'], () => new Promise(() => undefined));
    freshness.follow('/a');
    await freshness.catchUp(['/a']);
    await freshness.catchUp(['/a']);
    assert.equal(await freshness.catchUpHits([{ root: '/a', path: 'x.ts' }]), false);
    assert.equal(asked.length, 1);
  });

  it('many changed files are not waited for', async () => {
    const many = Array.from({ length: 100 }, (_, at) => `${at}.ts`);
    const { freshness, asked } = setUp(many, () => new Promise(() => undefined));
    freshness.follow('/a');
    await freshness.catchUp(['/a']);
    assert.equal(asked.length, 1);
  });

  it('nothing is asked for while indexing is paused', async () => {
    const { freshness, asked, queue, git } = setUp(['x.ts']);
    freshness.follow('/a');
    queue.isPaused = true;
    git.checkedOut = 'two';
    await freshness.catchUp(['/a']);
    assert.deepEqual(asked, []);
    queue.isPaused = false;
    freshness.noticeCheckouts();
    assert.deepEqual(asked, [null], 'the checkout is noticed afterwards');
  });

  it('a checkout asks for everything, once, when git has finished', () => {
    const { freshness, asked, git } = setUp([]);
    freshness.follow('/a');
    for (const now of ['one', null, 'two', 'two']) {
      git.checkedOut = now;
      freshness.noticeCheckouts();
    }
    assert.deepEqual(asked, [null]);
  });
});

describe('A folder', () => {
  it('is followed only where that is wanted', async () => {
    const engine = { checkedOut: () => 'one', changed: () => ['x.ts'] };
    const asked: unknown[] = [];
    const request = ({ only }: { readonly only: readonly string[] | null }): Promise<void> => {
      asked.push(only);
      return Promise.resolve();
    };
    const freshness = new Freshness({
      engines: new Map([['/a', engine]]),
      queue: { isPaused: false, isAt: () => false, request },
    });
    freshness.follow('/a');
    freshness.setAutomatic(false);
    await freshness.catchUp(['/a']);
    freshness.follow('/a');
    await freshness.catchUp(['/a']);
    assert.equal(freshness.isFollowed('/a'), false);
    assert.deepEqual(asked, []);
    freshness.setAutomatic(true);
    freshness.follow('/a');
    await freshness.catchUp(['/a']);
    assert.deepEqual(asked, [['x.ts']]);
  });
});

describe('A session that is told of nothing', function () {
  this.timeout(120_000);
  let scratch: string;
  let root: string;
  let session: Handlers;
  let told: Notification[];

  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-fresh-'));
    root = join(scratch, 'root');
    mkdirSync(root);
    told = [];
    session = createSession({ notify: (notification) => told.push(notification) });
    git('init', '-q', '-b', 'one');
    write('birds.py', 'def count_feathers(bird):\n    return len(bird.feathers)\n');
    write('fish.py', 'def count_scales(fish):\n    return len(fish.scales)\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'one');
    await session.open(
      {
        configuration: workerConfiguration(join(scratch, 'storage'), [root], { cacheBytes: 0 }),
        lost: null,
      },
      never,
    );
    await session.index({ root: null, only: null }, never);
  });
  afterEach(async () => {
    await session.clear({ root: null }, never);
    rmSync(scratch, { recursive: true, force: true });
  });

  function write(path: string, text: string): void {
    writeFileSync(join(root, path), text);
  }

  function git(...args: readonly string[]): void {
    const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
    execFileSync('git', ['-C', root, ...identity, ...args], { stdio: 'ignore' });
  }

  async function find(text: string): Promise<readonly FolderHit[]> {
    const request: SearchRequest = {
      text,
      k: 5,
      mode: 'lexical',
      literal: false,
      paths: [],
      languages: [],
      kinds: [],
    };
    return (await session.search({ request, within: null }, never)).hits;
  }

  const isIdle = (): boolean => {
    const states = told.flatMap((each): (readonly FolderState[])[] =>
      each.type === 'state' ? [each.state.folders] : [],
    );
    return states.at(-1)?.[0]?.activity.type === 'idle';
  };

  it('finds what was written into a file since', async () => {
    write('birds.py', 'def measure_wingspan(bird):\n    return bird.right - bird.left\n');
    // A slow machine may read it behind the first answer.
    let found = await find('wingspan');
    while (found.length === 0) {
      await setTimeout(1_000);
      found = await find('wingspan');
    }
    assert.equal(found[0]?.path, 'birds.py');
    assert.deepEqual(await find('feathers'), []);
  });

  it('finds what git has checked out since, new files too', async () => {
    git('checkout', '-q', '-b', 'two');
    write('snails.py', 'def measure_slime(snail):\n    return snail.trail\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'two');
    git('checkout', '-q', 'one');
    await session.index({ root: null, only: null }, never);
    assert.deepEqual(await find('slime'), []);
    git('checkout', '-q', 'two');
    await find('slime');
    while ((await find('slime')).length === 0 || !isIdle()) await setTimeout(50);
    assert.equal((await find('slime'))[0]?.path, 'snails.py');
  });

  it('makes an index again that another process has cleared', async () => {
    await clearIndex({ root, storage: join(scratch, 'storage') });
    assert.deepEqual(await find('feathers'), []);
    while ((await find('feathers')).length === 0 || !isIdle()) await setTimeout(50);
    assert.equal((await find('scales'))[0]?.path, 'fish.py');
  });

  it('leaves an index as it is where it is told not to follow, until it is asked to index', async () => {
    const configuration = workerConfiguration(join(scratch, 'storage'), [root], {
      cacheBytes: 0,
      automatic: false,
    });
    await session.configure(configuration, never);
    write('birds.py', 'def measure_wingspan(bird):\n    return bird.right - bird.left\n');
    for (let look = 0; look < 3; look++) assert.deepEqual(await find('wingspan'), []);
    await session.index({ root: null, only: null }, never);
    assert.equal((await find('wingspan'))[0]?.path, 'birds.py');
  });
});
