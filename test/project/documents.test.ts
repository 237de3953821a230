import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'ARCHITECTURE.md'];

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function packageScripts(): readonly string[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  return Object.keys(scripts);
}

for (const document of documents) {
  describe(document, () => {
    it('links to files that exist', () => {
      const links = [...read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
        ([, path]) => path ?? '',
      );
      assert.deepEqual(
        links.filter((path) => !existsSync(join(root, dirname(document), path))),
        [],
      );
    });

    it('names npm scripts that exist', () => {
      const text = read(document);
      const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
      const short = [...text.matchAll(/npm (start|test)\b/g)].map(([, name]) => name ?? '');
      const known = packageScripts();
      assert.deepEqual(
        [...named, ...short].filter((name) => !known.includes(name)),
        [],
      );
    });
  });
}

describe('ARCHITECTURE.md', () => {
  it('stays within 200 lines', () => {
    assert.ok(read('ARCHITECTURE.md').trimEnd().split('\n').length <= 200);
  });

  it('names folders and files of src that exist', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`(src\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    assert.notEqual(named.length, 0);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
});

describe('docs/requirements.md', () => {
  it('names tests that are there', () => {
    const cells = [...read('docs/requirements.md').matchAll(/`…\/([\w./-]+)`(?:: ([^·|]+))?/g)];
    assert.ok(cells.length >= 20);
    const missing = cells.flatMap(([, file = '', names]) => {
      const text = read(join('test', file));
      return (names?.trim().split('; ') ?? []).filter((name) => !text.includes(name));
    });
    assert.deepEqual(missing, []);
  });
});

describe('package-lock.json', () => {
  it('names no registry, so that everybody uses their own', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/);
  });
});
