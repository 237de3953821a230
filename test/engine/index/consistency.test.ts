import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Engine } from '../../../src/engine/engine.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { contentsOf } from './contents.ts';
import { createHashEncoders, createPlace, open, request, update, type Place } from './support.ts';

/** Two differ in case alone, and two are each a file and a folder by turns. */
const names = ['a.ts', 'A.ts', 'lib/b.py', 'lib/c.md', 'lib/deep/d.go', 'lib', 'lib/deep', 'e.txt'] as const;
const subjects = ['retry uploads', 'parse headers', 'draw circles', 'open files', 'close sockets'] as const;

type Step =
  | { readonly type: 'write'; readonly at: number; readonly subjects: readonly number[] }
  | { readonly type: 'remove'; readonly at: number }
  | { readonly type: 'rename'; readonly at: number; readonly to: number }
  /** Gives a file other bytes of the same number, and its time back. */
  | { readonly type: 'forge'; readonly at: number }
  | { readonly type: 'ignore'; readonly rules: string }
  /** Commits what there is and checks out the other branch. */
  | { readonly type: 'switch' }
  | { readonly type: 'update'; readonly until: 'static' | 'student'; readonly only: boolean };

const place = fc.nat(names.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('write'), at: place, subjects: fc.array(fc.nat(4), { maxLength: 4 }) }),
  fc.record({ type: fc.constant('remove'), at: place }),
  fc.record({ type: fc.constant('rename'), at: place, to: place }),
  fc.record({ type: fc.constant('forge'), at: place }),
  fc.record({
    type: fc.constant('ignore'),
    rules: fc.constantFrom('', '*.py', 'lib/', 'lib/*\n!lib/c.md', 'A.ts'),
  }),
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
      all.push(hits.map(({ score, ...hit }) => ({ ...hit, score: score.toFixed(9) })));
    }
  }
  return all;
}

function git(root: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  return execFileSync('git', ['-C', root, ...identity, ...args], { encoding: 'utf8' });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Nothing has the name any more, and no file is where its folders are to be. Returns what went, and the name itself. */
function clearTheWay(root: string, path: string): readonly string[] {
  const gone = [path];
  for (let above = dirname(path); above !== '.'; above = dirname(above)) {
    if (isFile(join(root, above))) gone.push(above);
  }
  for (const each of gone) rmSync(join(root, each), { recursive: true, force: true });
  return gone;
}

function switchBranch(root: string): void {
  if (!existsSync(join(root, '.git'))) {
    git(root, 'init', '-q', '-b', 'one');
    git(root, 'commit', '-q', '--allow-empty', '-m', 'begin');
    git(root, 'branch', 'two');
  }
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'go on');
  const other = git(root, 'branch', '--show-current').trim() === 'one' ? 'two' : 'one';
  // Ignored files stand in the way of a checkout that has others of their names.
  git(root, 'checkout', '-q', '-f', other);
}

function forge(path: string): void {
  const { atimeMs, mtimeMs } = statSync(path);
  const other = readFileSync(path, 'utf8').replace(/[a-z]/g, (letter) => (letter === 'e' ? 'a' : 'e'));
  writeFileSync(path, other);
  utimesSync(path, atimeMs / 1_000, mtimeMs / 1_000);
}

/** Returns the paths that may have changed. */
function change(step: Exclude<Step, { type: 'update' }>, where: Place): readonly string[] {
  const { root } = where;
  if (step.type === 'switch' || step.type === 'ignore') {
    if (step.type === 'switch') switchBranch(root);
    else where.write({ '.gitignore': step.rules });
    return [...names, '.gitignore'];
  }
  const path = names[step.at] ?? 'a.ts';
  switch (step.type) {
    case 'write': {
      const gone = clearTheWay(root, path);
      where.write({ [path]: textOf(step.subjects, step.at) });
      return gone;
    }
    case 'remove':
      rmSync(join(root, path), { recursive: true, force: true });
      return [path];
    case 'forge':
      if (isFile(join(root, path))) forge(join(root, path));
      return [path];
    case 'rename': {
      const to = names[step.to] ?? 'a.ts';
      if (!isFile(join(root, path)) || to === path) return [];
      const aside = `${root}.moving`;
      renameSync(join(root, path), aside);
      const gone = clearTheWay(root, to);
      where.write({ [to]: '' });
      renameSync(aside, join(root, to));
      return [path, ...gone];
    }
  }
}

async function perform(steps: readonly Step[], engine: Engine, where: Place): Promise<void> {
  const touched = new Set<string>();
  for (const each of steps) {
    if (each.type === 'update') {
      await update(engine, { until: each.until, ...(each.only ? { only: [...touched] } : {}) });
      touched.clear();
    } else for (const path of change(each, where)) touched.add(path);
  }
}

describe('An index brought up to date step by step', function () {
  this.timeout(300_000);

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

  it('answers as one built afresh where only some of the chunks are asked, and folders went and came back', async () => {
    const where = createPlace();
    const elsewhere = { ...where, storage: `${where.storage}-afresh` };
    const folders = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const folder of folders) {
      for (let at = 0; at < 250; at++)
        where.write({ [`${folder}/${at}.ts`]: textOf([at % 5, (at >> 3) % 5], at) });
    }
    const [stepwise, afresh] = [await open(where), await open(elsewhere)];
    try {
      const { chunks } = await update(stepwise);
      assert.ok(chunks > 1_400, `${chunks} chunks are more than a search compares or asks`);
      for (const folder of ['d', 'a']) {
        renameSync(join(where.root, folder), join(where.root, 'aside'));
        await update(stepwise);
        renameSync(join(where.root, 'aside'), join(where.root, folder));
        await update(stepwise);
      }
      await update(afresh);
      assert.deepEqual(await answers(stepwise), await answers(afresh));
    } finally {
      for (const engine of [stepwise, afresh]) await engine.close();
      where.dispose();
    }
  });
});
