import assert from 'node:assert/strict';
import {
  noFilters,
  searchParams,
  similarParams,
  splitGlobs,
  type Filters,
} from '../../src/shell/question.ts';

const root = '/home/me/boats';

function asked(filters: Partial<Filters>) {
  return searchParams({ text: 'sails', filters: { ...noFilters, ...filters }, k: 5, typing: false });
}

describe('a question', () => {
  it('without filters looks everywhere', () => {
    const { request, within } = asked({});
    assert.equal(request.text, 'sails');
    assert.deepEqual(request.paths, []);
    assert.equal(within, null);
  });

  it('with globs alone narrows by them', () => {
    assert.deepEqual(asked({ globs: ['docs/**', '*.md'] }).request.paths, ['docs/**', '*.md']);
  });

  it('in places with globs must fit both, and its text is left as it is', () => {
    const places = [
      { root, path: 'docs' },
      { root: '/home/me/trains', path: '' },
    ];
    const { request, within } = asked({ globs: ['*.md', 'a "b"/**'], within: places });
    assert.deepEqual(request.paths, ['*.md', 'a "b"/**']);
    assert.equal(request.text, 'sails');
    assert.deepEqual(within, places);
  });
});

describe('a question for what is like a place', () => {
  it('names the place and its folder', () => {
    const place = { root, path: 'src/a.ts', startLine: 3, endLine: 9 };
    const params = similarParams({ sample: { text: 'sail()', place }, filters: noFilters, k: 5 });
    assert.equal(params.placeRoot, root);
    assert.deepEqual(params.request.place, { path: 'src/a.ts', startLine: 3, endLine: 9 });
  });

  it('goes without one where the text is in no folder', () => {
    const params = similarParams({ sample: { text: 'sail()', place: null }, filters: noFilters, k: 5 });
    assert.equal(params.placeRoot, null);
    assert.equal(params.request.place, null);
  });

  it('in places with globs must fit both', () => {
    const filters = { ...noFilters, globs: ['*.md'], within: [{ root, path: 'docs' }] };
    const { request, within } = similarParams({ sample: { text: 'sail()', place: null }, filters, k: 5 });
    assert.deepEqual(request.paths, ['*.md']);
    assert.deepEqual(within, [{ root, path: 'docs' }]);
  });
});

describe('a line of globs', () => {
  it('is parted at commas, but not within braces', () => {
    assert.deepEqual(splitGlobs(' docs/**, *.{ts,tsx} ,,{a,b'), ['docs/**', '*.{ts,tsx}', '{a,b']);
    assert.deepEqual(splitGlobs('  '), []);
  });
});
