import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Engine } from '../../../src/engine/engine.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { contentsOf } from './contents.ts';
import { createHashEncoders, createPlace, open, request, update, type Place } from './support.ts';

const names = ['a.ts', 'lib/b.py', 'lib/c.md', 'lib/deep/d.go', 'e.txt'] as const;
const subjects = ['retry uploads', 'parse headers', 'draw circles', 'open files', 'close sockets'] as const;

type Step =
  | { readonly type: 'write'; readonly at: number; readonly subjects: readonly number[] }
  | { readonly type: 'remove'; readonly at: number }
  | { readonly type: 'rename'; readonly at: number; readonly to: number }
  /** Commits what there is and checks out the other branch. */
  | { readonly type: 'switch' }
  | { readonly type: 'update'; readonly until: 'static' | 'student'; readonly only: boolean };

const place = fc.nat(names.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('write'), at: place, subjects: fc.array(fc.nat(4), { maxLength: 4 }) }),
  fc.record({ type: fc.constant('remove'), at: place }),
  fc.record({ type: fc.constant('rename'), at: place, to: place }),
  fc.record({ type: fc.constant('switch') }),
  fc.record({ type: fc.constant('update'), until: fc.constantFrom('static', 'student'), only: fc.boolean() }),
);

function textOf(chosen: readonly number[], at: number): string {
  return chosen
    .map((subject) => `function ${subjects[subject]?.replace(' ', '_')}() {\n  // ${at}\n}\n`)
    .join('\n');
}

function databaseOf(engine: Engine, where: Place): string {
  return locate(where.storage, engine.root).database;
}

async function answers(engine: Engine): Promise<unknown> {
  const all = [];
  for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
    for (const subject of subjects) {
      const { hits } = await engine.search(request(subject, { mode, k: 100 }));
      // Words of removed chunks still count towards how rare a word is, so scores by words may differ a little.
      const scoreOf = (score: number): string => (mode === 'dense' ? score.toFixed(9) : '');
      const found = hits.map(({ score, ...hit }) => ({ ...hit, score: scoreOf(score) }));
      all.push(mode === 'dense' ? found : found.map((hit) => JSON.stringify(hit)).sort());
    }
  }
  return all;
}

function git(root: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  return execFileSync('git', ['-C', root, ...identity, ...args], { encoding: 'utf8' });
}

/** Paths that differ between the branches, all of them from the first switch on. */
function switchBranch(root: string): readonly string[] {
  if (!existsSync(join(root, '.git'))) {
    git(root, 'init', '-q', '-b', 'one');
    git(root, 'commit', '-q', '--allow-empty', '-m', 'begin');
    git(root, 'branch', 'two');
  }
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'go on');
  const other = git(root, 'branch', '--show-current').trim() === 'one' ? 'two' : 'one';
  git(root, 'checkout', '-q', other);
  return names;
}

async function perform(steps: readonly Step[], engine: Engine, where: Place): Promise<void> {
  const present = new Set<string>();
  const touched = new Set<string>();
  for (const each of steps) {
    if (each.type === 'update') {
      await update(engine, { until: each.until, ...(each.only ? { only: [...touched] } : {}) });
      touched.clear();
      continue;
    }
    if (each.type === 'switch') {
      for (const path of switchBranch(where.root)) touched.add(path);
      present.clear();
      for (const path of names) if (existsSync(join(where.root, path))) present.add(path);
      continue;
    }
    const path = names[each.at] ?? 'a.ts';
    touched.add(path);
    if (each.type === 'write') {
      where.write({ [path]: textOf(each.subjects, each.at) });
      present.add(path);
    } else if (each.type === 'remove') {
      where.remove(path);
      present.delete(path);
    } else if (present.has(path)) {
      const to = names[each.to] ?? 'a.ts';
      where.write({ [to]: '' });
      renameSync(join(where.root, path), join(where.root, to));
      touched.add(to);
      if (to !== path) present.delete(path);
      present.add(to);
    }
  }
}

describe('An index brought up to date step by step', function () {
  this.timeout(180_000);

  it('equals one built afresh, and one built from shared vectors, in chunks, terms, vectors and answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const where = createPlace();
        const elsewhere = { ...where, storage: `${where.storage}-afresh` };
        const copy = { ...where, root: `${where.root}-copy` };
        const encoders = createHashEncoders();
        const [stepwise, afresh] = [await open(where), await open(elsewhere)];
        const opened = [stepwise, afresh];
        try {
          await perform(steps, stepwise, where);
          await update(stepwise);
          await update(afresh);
          cpSync(where.root, copy.root, { recursive: true });
          const shared = await open(copy, { encoders });
          opened.push(shared);
          const { embedded } = await update(shared);
          assert.deepEqual([embedded, encoders.transformer.embedded], [0, []]);
          const expected = {
            contents: contentsOf(databaseOf(afresh, elsewhere)),
            answers: await answers(afresh),
          };
          for (const engine of [stepwise, shared]) {
            assert.deepEqual(
              { contents: contentsOf(databaseOf(engine, where)), answers: await answers(engine) },
              expected,
            );
            assert.equal((await engine.status()).fresh, true);
          }
        } finally {
          for (const engine of opened) await engine.close();
          where.dispose();
        }
      }),
      { numRuns: 30 },
    );
  });
});
