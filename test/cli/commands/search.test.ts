import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Hit } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder } from '../homing.ts';
import { workspace } from '../workspace.ts';

describe('homing search', () => {
  let folder: string;
  let storage: string;

  before(() => {
    folder = temporaryFolder(workspace);
    storage = temporaryFolder();
  });
  after(removeTemporaryFolders);

  async function search(...args: readonly string[]): Promise<readonly Hit[]> {
    const options = ['--json', '--folder', folder, '--storage', storage];
    const { code, stdout, stderr } = await homing(['search', ...options, ...args]);
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout) as { query: string; ms: number; hits: readonly Hit[] };
    assert.deepEqual(Object.keys(answer), ['query', 'ms', 'hits']);
    assert.ok(answer.ms >= 0);
    return answer.hits;
  }

  it('refuses what is wrong with a question before it reads the folder', async () => {
    const unused = temporaryFolder();
    for (const [question, problem] of [
      ['path:src/', /query is empty/],
      ['kind:prose potatoes', /kind:prose is not known/],
    ] as const) {
      const { code, stderr } = await homing(['search', question, '--folder', folder, '--storage', unused]);
      assert.equal(code, 2);
      assert.match(stderr, problem);
      assert.deepEqual(readdirSync(unused), []);
    }
  });

  const questions: readonly (readonly [string, string])[] = [
    ['try the transfer once more if it fails', 'src/upload.ts'],
    ['parse css color notation', 'tools/colours.py'],
    ['how do users log into their account', 'docs/guide.md'],
    ['vegetable recipe', 'docs/guide.md'],
  ];
  for (const [question, place] of questions) {
    it(`finds ${place} for “${question}” in a folder it has not seen before`, async () => {
      const fresh = temporaryFolder(workspace);
      const { code, stdout, stderr } = await homing([
        'search',
        question,
        '--json',
        '--folder',
        fresh,
        '--storage',
        temporaryFolder(),
      ]);
      assert.equal(code, 0, stderr);
      assert.equal((JSON.parse(stdout) as { hits: Hit[] }).hits[0]?.path, place);
    });
  }

  it('gives every field of every hit, and exactly the lines it names', async () => {
    const hits = await search('send', 'a file', 'again');
    assert.ok(hits.length > 0);
    for (const hit of hits) {
      assert.deepEqual(Object.keys(hit).sort(), [
        'endLine',
        'kind',
        'language',
        'more',
        'path',
        'score',
        'startLine',
        'symbol',
        'text',
      ]);
      const lines = readFileSync(path.join(folder, hit.path), 'utf8').split('\n');
      assert.equal(hit.text, lines.slice(hit.startLine - 1, hit.endLine).join('\n'));
      assert.ok(!path.isAbsolute(hit.path) && !hit.path.includes('\\'));
      assert.match(hit.kind, /^(code|docs)$/);
    }
    const scores = hits.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
  });

  describe('in several folders', () => {
    let kitchen: string;
    let harbour: string;
    const inBoth = (...args: readonly string[]) =>
      homing([...args, '--folder', kitchen, '--folder', harbour, '--storage', storage]);

    before(() => {
      kitchen = temporaryFolder({
        'soup.md': '# Soup\n\nSimmer the vegetables until they are tender, then season the broth.\n',
        'oven.py': 'def preheat(oven, degrees):\n    while oven.heat < degrees:\n        oven.burn()\n',
      });
      harbour = temporaryFolder({
        'mooring.py': 'def moor(boat, bollard):\n    boat.rope.tie(bollard)\n',
        'sailing.md': '# Sailing\n\nHoist the sail and keep the bow to the wind.\n',
      });
    });

    it('answers in one list, best first, each hit with its folder', async () => {
      for (const [question, root, file] of [
        ['tie the boat with a rope', harbour, 'mooring.py'],
        ['season the vegetable broth', kitchen, 'soup.md'],
      ] as const) {
        const { code, stdout, stderr } = await inBoth('search', question, '--json');
        assert.equal(code, 0, stderr);
        const { hits } = JSON.parse(stdout) as { hits: readonly (Hit & { folder: string })[] };
        assert.deepEqual([hits[0]?.folder, hits[0]?.path], [root, file]);
        assert.deepEqual(new Set(hits.map(({ folder: each }) => each)), new Set([kitchen, harbour]));
        const scores = hits.map(({ score }) => score);
        assert.deepEqual(
          scores,
          scores.toSorted((a, b) => b - a),
        );
        for (const hit of hits) {
          const lines = readFileSync(path.join(hit.folder, hit.path), 'utf8').split('\n');
          assert.equal(hit.text, lines.slice(hit.startLine - 1, hit.endLine).join('\n'));
        }
      }
    });

    it('shows people the whole path', async () => {
      const { stdout } = await inBoth('search', 'preheat');
      assert.ok(stdout.startsWith(path.join(kitchen, 'oven.py')), stdout);
    });

    it('answers a batch and finds the like of a place in all of them', async () => {
      const file = path.join(
        temporaryFolder({ 'q.jsonl': '{"id": 1, "query": "preheat oven"}\n' }),
        'q.jsonl',
      );
      const batch = JSON.parse((await inBoth('batch', file)).stdout) as { hits: { folder: string }[] };
      assert.equal(batch.hits[0]?.folder, kitchen);
      const { stdout } = await inBoth('similar', path.join(harbour, 'mooring.py'), '--json', '-k', '50');
      const { hits } = JSON.parse(stdout) as { hits: readonly { folder: string; path: string }[] };
      assert.deepEqual(
        new Set(hits.map(({ path: each }) => each)),
        new Set(['soup.md', 'oven.py', 'sailing.md']),
      );
    });

    it('says which of them is not indexed, and fails where none is', async () => {
      const args = ['search', 'mooring', '--no-update', '--json', '--folder', kitchen, '--folder'];
      const strange = temporaryFolder();
      const { code, stderr } = await homing([...args, strange, '--storage', storage]);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /is not indexed yet and left out: run `homing index` for it\./);
      const nothing = await homing([...args, strange, '--storage', temporaryFolder()]);
      assert.equal(nothing.code, 1);
      assert.match(nothing.stderr, /^homing: This folder is not indexed yet/);
    });
  });

  it('repeats the query as it was asked', async () => {
    const { stdout } = await homing([
      'search',
      'send',
      ' "again',
      '--literal',
      '--json',
      '--folder',
      folder,
      '--storage',
      storage,
    ]);
    assert.equal((JSON.parse(stdout) as { query: string }).query, 'send  "again');
  });

  it('gives as many hits as asked for at the most', async () => {
    assert.equal((await search('file', '-k', '1')).length, 1);
  });

  it('keeps to paths, languages and kinds', async () => {
    const paths = async (...args: readonly string[]) =>
      new Set((await search(...args)).map((hit) => hit.path));
    assert.deepEqual(await paths('colour', '--path', 'src/**'), new Set(['src/upload.ts', 'src/http.ts']));
    assert.deepEqual(await paths('send a file', '--lang', 'python'), new Set(['tools/colours.py']));
    assert.deepEqual(await paths('send a file', '--kind', 'docs'), new Set(['docs/guide.md']));
    assert.deepEqual(await paths('colour path:docs'), new Set(['docs/guide.md']));
  });

  it('finds words in lexical mode, and nothing where there are none', async () => {
    assert.equal((await search('hex_to_rgb', '--mode', 'lexical'))[0]?.symbol, 'hex_to_rgb');
    assert.deepEqual(await search('xylophone', '--mode', 'lexical'), []);
  });

  it('says that there is nothing without calling it an error', async () => {
    const { code, stdout, stderr } = await homing([
      'search',
      'xylophone',
      '--mode',
      'lexical',
      '--folder',
      folder,
      '--storage',
      storage,
    ]);
    assert.deepEqual([code, stdout, stderr], [0, '', 'homing: Nothing found.\n']);
  });

  it('shows people the place and the lines, in colour only where that is wanted', async () => {
    const args = ['search', 'hex_to_rgb', '-k', '1', '--folder', folder, '--storage', storage];
    const { stdout } = await homing(args);
    assert.match(
      stdout,
      /^tools\/colours\.py:1-\d+ {2}hex_to_rgb {2}[\d.]+\n {2}1 {2}def hex_to_rgb\(value\):\n/,
    );
    const coloured = await homing(args, { environment: { FORCE_COLOR: '1' } });
    assert.ok(coloured.stdout.includes('\u001b[35mtools/colours.py\u001b[0m'));
  });

  it('finds what was written a moment ago', async () => {
    const fresh = temporaryFolder(workspace);
    const args = ['search', 'zebra', '--mode', 'lexical', '--json', '--folder', fresh, '--storage', storage];
    assert.deepEqual((JSON.parse((await homing(args)).stdout) as { hits: Hit[] }).hits, []);
    const { writeFiles } = await import('../homing.ts');
    writeFiles(fresh, { 'zoo.md': '# Zoo\n\nThe zebra sleeps.\n' });
    const stale = await homing([...args, '--no-update']);
    assert.deepEqual((JSON.parse(stale.stdout) as { hits: Hit[] }).hits, []);
    const current = await homing(args);
    assert.equal((JSON.parse(current.stdout) as { hits: Hit[] }).hits[0]?.path, 'zoo.md');
  });

  it('says what to do when there is no index and none may be made', async () => {
    const { code, stdout, stderr } = await homing([
      'search',
      'x',
      '--no-update',
      '--folder',
      folder,
      '--storage',
      temporaryFolder(),
    ]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^homing: .*homing index.*\n$/);
  });
});
