import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Engine } from '../../../src/engine/engine.ts';
import type { SearchRequest } from '../../../src/engine/types.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { openForReading } from '../../../src/engine/index/schema.ts';
import { allowedChunks, type FilterOptions } from '../../../src/engine/search/filter.ts';
import { parseQuery } from '../../../src/engine/search/query.ts';
import { SymbolNames } from '../../../src/engine/search/symbolNames.ts';
import { createPlace, open, pathsFound, request, update, type Files, type Place } from '../index/support.ts';

const retry = (verb: string): string =>
  `def ${verb}_again(upload):\n    for attempt in range(3):\n        ${verb}(upload)\n`;
const readme = '# Uploads\n\nAn upload that fails is sent again.\n';

/** Signs that mean something to globs, to SQL or to JSON, as far as the system takes them in names. */
const oddly = [
  "it's",
  'src%',
  'src_',
  '[src]',
  '{src,lib}',
  '!src',
  'src.d',
  'src-old',
  'src0',
  'srç',
  'src (1)',
];

if (process.platform !== 'win32') oddly.push('sr*', 'sr?', '"src"', 'src\\net');

/** More like the question than what is wanted, and many more than are asked for. */
const packages: Files = Object.fromEntries(
  Array.from({ length: 30 }, (_, at): [string, string][] => [
    [`packages/p${at}/src/upload.py`, retry('upload')],
    [`packages/p${at}/README.md`, `${readme}\nAn upload is sent again, again.\n`],
  ]).flat(),
);

describe('Places', () => {
  let place: Place;
  let engine: Engine;

  before(async () => {
    place = createPlace({
      ...packages,
      ...Object.fromEntries(oddly.map((name) => [`${name}/deep/a.py`, retry('push')])),
      'src/wire.py': retry('send'),
      'src/wire.md': readme,
      'src/net/dial.py': retry('dial'),
      'README.md': readme,
    });
    engine = await open(place);
    await update(engine);
  });
  after(async () => {
    await engine.close();
    place.dispose();
  });

  const k = 5;
  const inSource = ['src/net/dial.py', 'src/wire.md', 'src/wire.py'];
  async function check(changes: Partial<SearchRequest>, expected: readonly string[], text = 'upload again') {
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
      const found = await pathsFound(engine, text, { k, mode, ...changes });
      assert.deepEqual([...new Set(found)].sort(), expected, mode);
    }
  }

  it('are filtered before the best are chosen, and only where they are', async () => {
    const all = await pathsFound(engine, 'upload again', { k });
    assert.ok(
      all.every((path) => path.startsWith('packages/')),
      'the others fill the list',
    );
    await check({ within: ['src'] }, inSource);
    await check({ within: ['README.md'] }, ['README.md']);
    await check({ within: ['src/net', 'README.md'] }, ['README.md', 'src/net/dial.py']);
  });

  it('that are empty are all, and none are nowhere', async () => {
    const search = (within: readonly string[]) => pathsFound(engine, 'again', { k: 200, within });
    assert.deepEqual(await search(['src', '']), await pathsFound(engine, 'again', { k: 200 }));
    assert.deepEqual(await search([]), []);
    assert.deepEqual(await search(['sr', 'src/wire', 'src/', '/src', 'nothing']), []);
  });

  it('narrow what globs and operators let through, and each of these the others', async () => {
    const within = ['src', 'README.md'];
    await check({ within, paths: ['*.md'] }, ['README.md', 'src/wire.md']);
    await check({ within, paths: ['*.md'] }, ['src/wire.md'], 'upload again path:src/**');
    await check({ within, paths: ['*.py', '*.md'] }, ['src/wire.py'], 'upload again -path:net lang:py');
    await check({ within, paths: ['packages/**'] }, []);
    await check({ within, kinds: ['docs'] }, ['src/wire.md'], 'upload again -path:/README.md');
  });

  it('may be written with the path of the folder', async () => {
    const within = ['src', 'README.md'];
    await check({ within, paths: [`${place.root}/src`] }, inSource);
    await check({ within, paths: [`${place.root}/src/*.md`] }, ['src/wire.md']);
    await check({ within }, ['README.md'], `upload again path:"${place.root}/README.md"`);
    await check({ within }, ['README.md'], `upload again -path:"${place.root}/src/"`);
    await check({ within, paths: [place.root] }, ['README.md', ...inSource]);
    await check({ within, paths: [`${place.root}src`] }, []);
  });

  it('are the same in whatever form of Unicode they are written', async () => {
    const names = ['café/composed.py', 'thé/composed.py'].map((name) => name.normalize('NFC'));
    const other = 'crème/apart.py'.normalize('NFD');
    for (const name of [...names, other]) place.write({ [name]: retry('brew') });
    await update(engine);
    for (const form of ['NFC', 'NFD'] as const) {
      await check({ paths: ['café'.normalize(form)] }, [names[0] ?? '']);
      await check({}, [other], `upload again path:${'crème'.normalize(form)}/*.py`);
    }
    for (const name of ['café', 'thé'].map((each) => each.normalize('NFC'))) place.remove(name);
    place.remove('crème'.normalize('NFD'));
    await update(engine);
  });

  it('that are written sign by sign are meant before what they match as globs', async () => {
    place.write({ 'app/[slug]/page.py': retry('upload'), 'app/s/page.py': retry('upload') });
    await update(engine);
    await check({}, ['app/[slug]/page.py'], 'upload again path:app/[slug]/page.py');
    await check({ paths: ['app/[slug]'] }, ['app/[slug]/page.py']);
    await check({}, ['app/s/page.py'], 'upload again path:app/[st]/page.py');
    place.remove('app');
    await update(engine);
  });

  it('are those where a name is declared by what it belongs to, also where that stands in front of it', async () => {
    const moves = (owner: string) => `function ${owner}.jump(height)\n  return height\nend\n`;
    place.write({ 'moves/m.lua': moves('M'), 'moves/n.lua': moves('N') });
    await update(engine);
    await check({}, ['moves/m.lua', 'moves/n.lua'], 'symbol:jump');
    await check({}, ['moves/n.lua'], 'symbol:N.jump');
    await check({}, ['moves/m.lua'], 'symbol:M:jump');
    place.remove('moves');
    await update(engine);
  });

  it('are those of members of a template, with its arguments or without', async () => {
    const push = (owner: string) => `template <typename T>\nvoid ${owner}::push(T v) {\n  items.add(v);\n}\n`;
    place.write({ 'moves/a.cpp': push('Stack<T>'), 'moves/b.cpp': push('Queue<std::list<T>, T>') });
    await update(engine);
    await check({}, ['moves/a.cpp'], 'symbol:Stack::push');
    await check({}, ['moves/a.cpp'], 'symbol:Stack<U>::push');
    await check({}, ['moves/b.cpp'], 'symbol:Queue::push');
    await check({}, ['moves/b.cpp'], 'symbol:Queue<std::list<T>,T>::push');
    place.remove('moves');
    await update(engine);
  });

  it('are those of names that stand in a namespace, whatever stands between', async () => {
    const user = (space: string) => `<?php\nnamespace ${space};\n\nclass User\n{\n    public $name;\n}\n`;
    place.write({ 'users/a.php': user('App\\Models'), 'users/b.php': user('Other\\Things') });
    await update(engine);
    for (const name of ['App\\Models\\User', '\\Models\\User', 'Models.User', 'App::Models::User']) {
      await check({}, ['users/a.php'], `symbol:${name}`);
    }
    await check({}, ['users/a.php', 'users/b.php'], 'symbol:Models\\User,Things.User');
    place.remove('users');
    await update(engine);
  });

  it('narrow what is like a text, together with globs', async () => {
    const like = async (within: readonly string[], paths: readonly string[]) => {
      const asked = { ...request(''), text: retry('upload'), place: null, k, within, paths };
      return (await engine.similar(asked)).hits.map(({ path }) => path).sort();
    };
    assert.deepEqual(await like(['src'], []), inSource);
    assert.deepEqual(await like(['src', 'README.md'], ['*.md']), ['README.md', 'src/wire.md']);
    assert.deepEqual(await like(['src'], ['packages/**']), []);
  });

  it('are what they are called, whatever their names', async () => {
    const names = [...oddly, 'src'].flatMap((name) => [name, `${name}/deep`, `${name}/deep/a.py`]);
    const all = (await pathsFound(engine, 'again', { k: 200 })).sort();
    for (const name of oddly) assert.ok(all.includes(`${name}/deep/a.py`), name);
    await fc.assert(
      fc.asyncProperty(fc.subarray(names, { minLength: 1, maxLength: 3 }), async (within) => {
        const isInside = (path: string): boolean =>
          within.some((each) => path === each || path.startsWith(`${each}/`));
        const found = await pathsFound(engine, 'again', { k: 200, within });
        assert.deepEqual(found.sort(), all.filter(isInside));
      }),
      { numRuns: 50 },
    );
  });
});

describe('What filters let through', () => {
  it('is read once until something is committed, and anew then', async () => {
    const place = createPlace({ 'src/wire.py': retry('send'), 'lib/wire.md': readme });
    const engine = await open(place);
    try {
      await update(engine);
      const database = openForReading(locate(place.storage, place.root).database);
      const symbols = new SymbolNames();
      const allowed = (text: string, options: Partial<FilterOptions> = {}) =>
        allowedChunks({ root: place.root, database, symbols }, parseQuery(request(text)), {
          ...none,
          ...options,
        });
      const [first, other] = [allowed('again path:src/**'), allowed('again', { paths: ['src/**'] })];
      assert.equal(first?.size, 1);
      assert.equal(allowed('again, again', { paths: ['src/**'] }), other);
      assert.deepEqual(other, first);
      assert.notDeepEqual(allowed('again', { paths: ['lib/**'] }), other);
      assert.deepEqual(allowed('again -path:lib/**'), first);
      assert.deepEqual(allowed('again', { kinds: ['code'] }), first);
      place.write({ 'src/more.py': retry('push') });
      await update(engine);
      assert.equal(allowed('again', { paths: ['src/**'] })?.size, 2);
      assert.equal(allowed('again', { kinds: ['code'] })?.size, 2);
      database.close();
    } finally {
      await engine.close();
      place.dispose();
    }
  });
});

const none: FilterOptions = { paths: [], languages: [], kinds: [] };
