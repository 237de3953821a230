import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SearchParams } from '../../src/protocol/messages.ts';
import { processPort } from '../../src/protocol/processPort.ts';
import { connect } from '../../src/protocol/rpc.ts';
import { workerConfiguration } from './configuration.ts';

const project = join(import.meta.dirname, '..', '..');

describe("the worker's log", function () {
  this.timeout(120_000);
  let scratch: string;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-log-'));
  });

  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  it('holds neither what is asked nor what is in a file', async () => {
    const [word, asked] = ['zwetschgenkern', 'quittenbrot'];
    const root = join(scratch, 'folder');
    cpSync(join(project, 'test', 'fixtures', 'workspace', 'analytics'), root, { recursive: true });
    writeFileSync(join(root, 'broken.ts'), `export function (((( ${word} {{{ '${word}\n`);
    writeFileSync(join(root, 'broken.ipynb'), `{"cells": [${word}`);
    writeFileSync(join(root, 'notes.md'), `# ${word}\n\nMuch of ${word}.\n`);
    const configuration = workerConfiguration(join(scratch, 'storage'), [root], { priority: 'normal' });
    const written: string[] = [];
    const child = fork(join(project, 'src', 'worker', 'worker.ts'), [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'json',
      silent: true,
    });
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => written.push(text));
    }
    const client = connect(processPort(child), {
      onNotification: (told) => written.push(JSON.stringify(told)),
      onInvalid: (error) => written.push(String(error)),
    });
    const search = (text: string, change: object = {}) => {
      const plain = { k: 5, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [] } as const;
      return client.call('search', { request: { ...plain, text, ...change }, within: null });
    };
    await client.call('open', { configuration, lost: null });
    await client.call('index', { root: null, only: null });
    assert.ok((await search(word)).hits.some(({ path }) => path === 'notes.md'));
    await search(`${asked} "${asked}" path:${asked}/**`);
    await assert.rejects(search(`${asked} kind:music`), { code: 'queryInvalid' });
    // A defect of the shell, which the worker does log.
    const defect = { request: { text: asked, k: asked, paths: [asked] }, within: [asked] };
    await assert.rejects(client.call('search', defect as unknown as SearchParams), { code: 'internal' });
    child.disconnect();
    await once(child, 'exit');
    assert.ok(written.some((text) => text.includes('search.request.k should be a number')));
    for (const text of written) {
      for (const each of [word, asked]) assert.ok(!text.includes(each), text);
    }
  });
});
