import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HomingApi } from '../../../src/shell/api.ts';
import { eventually, extension, indexedHoming, workspaceFolder } from './homing.ts';
import { questions, sharedStems } from './questions.ts';

/** How many of the questions must have their answer among the first hits: a floor for every model, not a score. */
const fewestAnswered = 11;
const firstHits = 3;

describe('an opened folder', () => {
  let homing: HomingApi;

  before(async () => {
    homing = await indexedHoming();
  });

  it('is indexed without being asked', async () => {
    const [status] = await homing.status();
    assert.ok(status !== undefined);
    assert.equal(status.fresh, true);
    assert.ok(status.files >= 25, `${status.files} files`);
    assert.equal(homing.state().type, 'ready');
  });

  it('answers questions in words that the answers do not use', async () => {
    const missed: string[] = [];
    for (const { text, answer } of questions) {
      const content = readFileSync(join(workspaceFolder().fsPath, answer), 'utf8');
      assert.deepEqual(
        sharedStems(text, `${answer}\n${content}`),
        [],
        `"${text}" shares words with ${answer}`,
      );
      const paths = (await homing.search(text, firstHits)).map((hit) => hit.path);
      if (!paths.includes(answer)) missed.push(`"${text}" → ${paths.join(', ')} instead of ${answer}`);
    }
    assert.ok(questions.length - missed.length >= fewestAnswered, missed.join('\n'));
  });

  it('answers with whole lines of the file as it stands', async () => {
    for (const hit of await homing.search('opens the turnstile for one person', 5)) {
      const lines = readFileSync(join(hit.root, hit.path), 'utf8').split('\n');
      assert.equal(hit.text, lines.slice(hit.startLine - 1, hit.endLine).join('\n'));
    }
  });

  it('leaves out what git ignores', async () => {
    const generated = vscode.Uri.joinPath(workspaceFolder(), 'generated', 'lighthouse.ts');
    await vscode.workspace.fs.writeFile(
      generated,
      Buffer.from('export const lighthouseKeeper = "ignored";\n'),
    );
    const seen = vscode.Uri.joinPath(workspaceFolder(), 'server', 'lighthouse.ts');
    await vscode.workspace.fs.writeFile(seen, Buffer.from('export const lighthouseKeeper = "seen";\n'));
    const paths = await eventually(async () => {
      const hits = (await homing.search('lighthouseKeeper', 20)).map((hit) => hit.path);
      return hits.includes('server/lighthouse.ts') ? hits : null;
    });
    assert.ok(!paths.includes('generated/lighthouse.ts'));
  });

  it('finds what was saved a moment ago', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'docs', 'pets.md');
    await vscode.workspace.fs.writeFile(file, Buffer.from('# Pets\n'));
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) =>
      edit.insert(
        new vscode.Position(1, 0),
        '\nDogs travel on the car deck; guide dogs sit beside their owner.\n',
      ),
    );
    assert.equal(await document.save(), true);
    const hit = await eventually(async () => {
      const hits = await homing.search('guide dogs on the car deck', firstHits);
      return (
        hits.find((candidate) => candidate.path === 'docs/pets.md' && candidate.text.includes('Dogs')) ?? null
      );
    });
    assert.equal(hit.kind, 'docs');
  });

  it('forgets a file that was deleted', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'docs', 'pets.md');
    await vscode.workspace.fs.delete(file);
    await eventually(async () => {
      const hits = await homing.search('guide dogs on the car deck', 20);
      return hits.some((hit) => hit.path === 'docs/pets.md') ? null : true;
    });
  });

  it('says in a sentence what is wrong with an empty question', async () => {
    await assert.rejects(
      homing.search('   '),
      (error: Error & { code?: string }) => error.code === 'queryEmpty',
    );
  });
});

describe('the manifest', () => {
  interface Manifest {
    readonly contributes: {
      readonly commands: readonly { readonly command: string; readonly category?: string }[];
    };
  }

  it('names only commands that the extension has', async () => {
    await indexedHoming();
    const { contributes } = extension().packageJSON as Manifest;
    const known = await vscode.commands.getCommands(true);
    assert.notEqual(contributes.commands.length, 0);
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !known.includes(command)),
      [],
    );
  });
});
