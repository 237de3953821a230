import assert from 'node:assert/strict';
import { filtersOf, noBoxFilters, offeredChoices, type Surroundings } from '../../src/shell/filterChoices.ts';
import { choicesOf, folderOf, idOf, scopeOf, scopesFor } from '../../src/shell/scopes.ts';

const boats = { root: '/home/me/boats', name: 'boats' };
const trains = { root: '/home/me/trains', name: 'trains' };
const docs = { root: boats.root, path: 'docs' };

function labels(roots: readonly (typeof boats)[], chosen: typeof docs | null): readonly string[] {
  return choicesOf(scopesFor(roots, chosen), roots).map(({ label }) => label);
}

describe('scopes', () => {
  it('are the workspace and what is open', () => {
    assert.deepEqual(labels([boats], null), ['In the workspace', 'In open editors']);
  });

  it('are each folder of several too, and the one that was picked', () => {
    assert.deepEqual(labels([boats], docs).at(-1), 'In docs');
    assert.deepEqual(labels([boats, trains], docs).slice(2), ['In boats', 'In trains', 'In boats/docs']);
  });

  it('name a folder of the workspace once', () => {
    assert.equal(labels([boats, trains], { root: trains.root, path: '' }).length, 4);
  });

  it('that are gone are the workspace', () => {
    const id = idOf({ type: 'folder', folder: docs });
    assert.deepEqual(scopeOf(id, scopesFor([boats], docs)), { type: 'folder', folder: docs });
    assert.deepEqual(scopeOf(id, scopesFor([boats], null)), { type: 'workspace' });
  });

  it('that are folders are told by their ids, as long as their root is open', () => {
    const odd = { root: boats.root, path: 'a\nb/ c:d' };
    for (const folder of [docs, odd, { root: boats.root, path: '' }])
      assert.deepEqual(folderOf(idOf({ type: 'folder', folder }), [trains, boats]), folder);
    assert.equal(folderOf(idOf({ type: 'folder', folder: docs }), [trains]), null);
    for (const id of ['workspace', 'openEditors', 'folder:', `folder:${boats.root}`, ''])
      assert.equal(folderOf(id, [boats]), null);
  });
});

describe('filters of the query box', () => {
  const around: Surroundings = { roots: [boats], openFiles: () => [{ root: boats.root, path: 'a.ts' }] };
  const seen = { folder: docs, languages: new Set(['rust', 'go']) };

  it('offer the languages that were seen, in order', () => {
    const { languages } = offeredChoices(seen, around);
    assert.deepEqual(languages, [
      { id: '', label: 'Any language' },
      { id: 'go', label: 'go' },
      { id: 'rust', label: 'rust' },
    ]);
  });

  it('that are not set narrow nothing', () => {
    assert.deepEqual(filtersOf(noBoxFilters, seen, around), {
      kinds: [],
      languages: [],
      globs: [],
      within: null,
    });
  });

  it('that are set narrow the search', () => {
    const chosen = { kinds: ['code'], language: 'go', path: 'src/**, *.go', scope: 'openEditors' } as const;
    assert.deepEqual(filtersOf(chosen, seen, around), {
      kinds: ['code'],
      languages: ['go'],
      globs: ['src/**', '*.go'],
      within: [{ root: boats.root, path: 'a.ts' }],
    });
    const inDocs = { ...noBoxFilters, scope: idOf({ type: 'folder', folder: docs }) };
    assert.deepEqual(filtersOf(inDocs, seen, around).within, [docs]);
  });
});
