import assert from 'node:assert/strict';
import type { Activity, Counts } from '../../src/protocol/messages.ts';
import { chunksIn, overallOf, type Overall } from '../../src/shell/overall.ts';
import { overallNote, overallSentence, statusText, timeLeft } from '../../src/shell/wording.ts';
import type { LifeState } from '../../src/shell/workerLife.ts';

const counts: Counts = { files: 3, chunks: 7, skipped: 1 };
const one = { onDisk: 1, elsewhere: 0 };
const idle: Activity = { type: 'idle' };
const waiting: Activity = { type: 'waiting', for: 'turn' };
const reading: Activity = { type: 'indexing', progress: { type: 'reading', done: 1, total: 4 } };
const encoding: Activity = {
  type: 'indexing',
  progress: { type: 'embedding', done: 1_000, total: 4_321, secondsLeft: 190 },
};
const failed: Activity = {
  type: 'failed',
  failure: { code: 'folderUnreadable', message: 'It cannot be read.' },
};

function running(folders: readonly [Activity, Counts | null][], paused = false): LifeState {
  return {
    type: 'running',
    restarts: 0,
    worker: {
      folders: folders.map(([activity, known], at) => ({
        root: `/${at}`,
        activity,
        counts: known,
        generation: 0,
      })),
      setAside: [],
      speed: null,
      paused,
      device: 'cpu',
    },
  };
}

interface Expected {
  readonly type: Overall['type'];
  readonly status: string;
  readonly sentence: string | RegExp;
}

const cases: readonly [string, LifeState, number, Expected][] = [
  [
    'no folder',
    { type: 'stopped' },
    0,
    { type: 'noFolder', status: '$(compass)', sentence: 'Open a folder to search it.' },
  ],
  [
    'a worker that starts',
    { type: 'starting' },
    1,
    { type: 'starting', status: '$(loading~spin) Homing', sentence: 'Loading the model …' },
  ],
  [
    'a worker that crashed',
    { type: 'restarting', seconds: 1 },
    1,
    { type: 'restarting', status: '$(warning) Homing restarts', sentence: /started again in 1 second\.$/ },
  ],
  [
    'a folder of two that waits while the other is read',
    running([
      [waiting, null],
      [reading, null],
    ]),
    2,
    { type: 'indexing', status: '$(sync~spin) 1 / 4 files', sentence: 'Reading 1 of 4 files …' },
  ],
  [
    'encoding',
    running([[encoding, null]]),
    1,
    {
      type: 'indexing',
      status: '$(sync~spin) 1,000 / 4,321',
      sentence: 'Encoding 1,000 of 4,321 chunks, about 3 minutes left',
    },
  ],
  [
    'a pause before anything was indexed',
    running([[waiting, null]], true),
    1,
    { type: 'paused', status: '$(debug-pause) Homing', sentence: 'Indexing is paused.' },
  ],
  [
    'another process that indexes',
    running([[{ type: 'waiting', for: 'otherProcess' }, counts]]),
    1,
    { type: 'waiting', status: '$(watch) Homing', sentence: /Another window/ },
  ],
  [
    'every folder failing',
    running([[failed, null]]),
    1,
    { type: 'failed', status: '$(error) Homing', sentence: 'It cannot be read.' },
  ],
  [
    'one folder of two failing',
    running([
      [failed, null],
      [idle, counts],
    ]),
    2,
    { type: 'ready', status: '$(compass)', sentence: '3 files, 7 chunks' },
  ],
  [
    'nothing indexed',
    running([[idle, null]]),
    1,
    { type: 'unindexed', status: '$(compass) Not indexed', sentence: 'Nothing is indexed yet.' },
  ],
  [
    'everything indexed',
    running([
      [idle, counts],
      [idle, counts],
    ]),
    2,
    { type: 'ready', status: '$(compass)', sentence: '6 files, 14 chunks' },
  ],
];

describe('the state of the whole', () => {
  for (const [name, life, folders, { type, status, sentence }] of cases) {
    it(`with ${name} is ${type}`, () => {
      const overall = overallOf(life, { onDisk: folders, elsewhere: 0 });
      assert.equal(overall.type, type);
      assert.equal(statusText(overall), status);
      if (typeof sentence === 'string') assert.equal(overallSentence(overall), sentence);
      else assert.match(overallSentence(overall), sentence);
    });
  }

  it('tells folders that are not on disk from none', () => {
    const sentence = (elsewhere: number): string =>
      overallSentence(overallOf({ type: 'stopped' }, { onDisk: 0, elsewhere }));
    assert.equal(sentence(1), 'Only folders on disk can be searched.');
    assert.equal(sentence(0), 'Open a folder to search it.');
  });

  it('says that it waits for a plug where the battery is why it is paused', () => {
    const overall = overallOf(running([[waiting, null]], true), one, 'battery');
    assert.match(overallSentence(overall), /battery/);
  });

  it('can be searched while a folder is encoded, or where one was indexed before', () => {
    const searchable = (life: LifeState): boolean => {
      const overall = overallOf(life, one);
      return overall.type === 'indexing' && overall.searchable;
    };
    assert.equal(searchable(running([[reading, null]])), false);
    assert.equal(searchable(running([[encoding, null]])), true);
    assert.equal(searchable(running([[reading, counts]])), true);
  });
});

describe('the note below an answer', () => {
  it('is short while there is work, and none when there is not', () => {
    assert.equal(overallNote(overallOf(running([[encoding, null]]), one)), 'Encoding: 23%');
    assert.equal(overallNote(overallOf(running([[waiting, null]]), one)), 'Indexing …');
    assert.equal(overallNote(overallOf(running([[waiting, counts]], true), one)), 'Indexing is paused.');
    assert.equal(overallNote(overallOf(running([[idle, counts]]), one)), null);
  });
});

describe('the time left', () => {
  const times: readonly [number | null, string | null][] = [
    [null, null],
    [59, 'less than a minute left'],
    [60, 'about 1 minute left'],
    [600, 'about 10 minutes left'],
    [7_200, 'about 2 hours left'],
  ];
  for (const [seconds, text] of times)
    it(`of ${seconds} s is ${text}`, () => assert.equal(timeLeft(seconds), text));
});

describe('the chunks of all indexes', () => {
  for (const [name, life, chunks] of [
    [
      'are those that were counted',
      running([
        [encoding, counts],
        [idle, counts],
      ]),
      14,
    ],
    [
      'are those of the folders that have any: one may have no index yet',
      running([
        [idle, counts],
        [reading, null],
      ]),
      7,
    ],
    ['are not known before the search process tells', { type: 'starting' }, null],
  ] as const) {
    it(name, () => assert.equal(chunksIn(life), chunks));
  }
});
