import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pathFilter } from '../../src/engine/discover/glob.ts';
import {
  isWithin,
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
    const { request, roots } = asked({});
    assert.equal(request.text, 'sails');
    assert.deepEqual(request.paths, []);
    assert.deepEqual(roots, []);
  });

  it('with globs alone narrows by them', () => {
    assert.deepEqual(asked({ globs: ['docs/**', '*.md'] }).request.paths, ['docs/**', '*.md']);
  });

  it('in a folder with globs must fit both', () => {
    const { request, roots } = asked({ globs: ['*.md', 'a "b"/**'], within: [{ root, path: 'docs' }] });
    assert.deepEqual(request.paths, ['docs']);
    assert.equal(request.text, 'path:"*.md" path:"a b/**" sails');
    assert.deepEqual(roots, [root]);
  });

  it('in all of a folder of the workspace looks in that folder alone', () => {
    const { request, roots } = asked({ within: [{ root, path: '' }] });
    assert.deepEqual(request.paths, []);
    assert.deepEqual(roots, [root]);
  });

  it('names a file so that it matches itself, whatever its name', () => {
    const name = fc.string({
      minLength: 1,
      unit: fc.constantFrom('a', '.', '*', '?', '[', ']', '{', '}', ',', '\\', '!', 'ü'),
    });
    fc.assert(
      fc.property(name, (file) => {
        const path = `src/${file}`;
        const matches = pathFilter(asked({ within: [{ root, path }] }).request.paths);
        assert.ok(matches(path), path);
      }),
    );
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
});

describe('what lies within a place', () => {
  const within = [
    { root, path: 'a.ts' },
    { root, path: 'docs' },
  ];
  const cases: readonly [string, boolean][] = [
    ['a.ts', true],
    ['src/a.ts', false],
    ['docs/a.md', true],
    ['docs2/a.md', false],
  ];
  for (const [path, is] of cases) {
    it(`${is ? 'is' : 'is not'} ${path}`, () => assert.equal(isWithin({ root, path }, within), is));
  }

  it('is in that folder of the workspace, and everything where no place is named', () => {
    assert.equal(isWithin({ root: '/home/me/trains', path: 'a.ts' }, within), false);
    assert.equal(isWithin({ root, path: 'x' }, null), true);
    assert.equal(isWithin({ root, path: 'x' }, []), false);
    assert.equal(isWithin({ root, path: 'x' }, [{ root, path: '' }]), true);
  });
});

describe('a line of globs', () => {
  it('is parted at commas, but not within braces', () => {
    assert.deepEqual(splitGlobs(' docs/**, *.{ts,tsx} ,,{a,b'), ['docs/**', '*.{ts,tsx}', '{a,b']);
    assert.deepEqual(splitGlobs('  '), []);
  });
});
