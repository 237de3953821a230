import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openStaticStudent } from '../../../src/engine/embed/staticStudent.ts';
import { DEFAULT_LIMITS } from '../../../src/engine/discover/readSource.ts';
import { Digests } from '../../../src/engine/search/digests.ts';
import { FileLines } from '../../../src/engine/search/fileLines.ts';
import { measure, rankMeasured } from '../../../src/engine/search/rank.ts';
import type { Closer, Ranked } from '../../../src/engine/search/ranked.ts';
import { lookAgain } from '../../../src/engine/search/secondLook.ts';
import { defaultWeights } from '../../../src/engine/search/weights.ts';
import { WordIndex } from '../../../src/engine/index/words/wordIndex.ts';
import { createTables, openForWriting } from '../../../src/engine/index/schema.ts';
import type { StaticEncoder } from '../../../src/engine/types.ts';

const files = {
  'a.ts': 'export function removeFile(path) {\n  unlink(path);\n}\n',
  'b.ts': 'export function paint(house) {\n  brush(house);\n}\n',
  'c.md': '# Weather\n\nIt rains.\n',
  'd.md': '# Cleaning up\n\nHow to erase a document.\n',
};

describe('A second look', () => {
  let root: string;
  let student: StaticEncoder;
  let words: WordIndex;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'homing-look-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const models = join(import.meta.dirname, '..', '..', '..', 'models');
    ({ encoder: student } = await openStaticStudent(models));
    const database = openForWriting(join(root, 'index.sqlite'));
    createTables(database);
    words = new WordIndex(database);
  });
  after(() => {
    words.database.close();
    rmSync(root, { recursive: true, force: true });
  });

  function look(query: string, ...paths: readonly string[]): Map<string, Closer | null> {
    const candidates = paths.map((path, id) => {
      const kind = path.endsWith('.md') ? ('docs' as const) : ('code' as const);
      const place = {
        id,
        path,
        mtimeMs: 0,
        startLine: 1,
        endLine: 3,
        kind,
        language: null,
        symbol: null,
        alsoDeclares: [],
        isPart: 0,
      };
      return { place, dense: 1, lexical: null };
    });
    const question = measure(query, candidates);
    const best: readonly Ranked[] = rankMeasured(question, defaultWeights);
    const looked = lookAgain(question, best, {
      query,
      staticStudent: student,
      words,
      files: new FileLines(root, DEFAULT_LIMITS),
      digests: new Digests(),
      detailOf: () => ({ trail: [], lines: new Uint8Array(8) }),
    });
    return new Map(looked.candidates.map(({ place, closer }) => [place.path, closer]));
  }

  it('tells which text is nearer among those of its kind', () => {
    const seen = look('delete a file', ...Object.keys(files));
    for (const [near, far] of [
      ['a.ts', 'b.ts'],
      ['d.md', 'c.md'],
    ] as const) {
      assert.ok((seen.get(near)?.words ?? 0) > (seen.get(far)?.words ?? 0), near);
      assert.ok((seen.get(near)?.meaning ?? 0) > (seen.get(far)?.meaning ?? 0), near);
    }
  });
  it('tells nothing of a file that is gone, and nothing apart of one that stands alone', () => {
    const seen = look('delete a file', 'a.ts', 'gone.ts');
    assert.deepEqual(seen.get('a.ts'), { words: 0, meaning: 0 });
    assert.equal(seen.get('gone.ts'), null);
  });
  it('does without words and without candidates', () => {
    assert.deepEqual(look('?!', 'a.ts', 'b.ts').get('a.ts')?.words, 0);
    assert.equal(look('delete').size, 0);
  });
});
