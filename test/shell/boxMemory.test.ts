import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createBoxMemory, type Held } from '../../src/shell/boxMemory.ts';

function memento(stored?: unknown): Pick<vscode.Memento, 'get' | 'update'> {
  let value = stored;
  return {
    get: () => value as never,
    update: (_key: string, next: unknown) => {
      value = next;
      return Promise.resolve();
    },
  };
}

describe('the memory of the query box', () => {
  it('holds nothing at first', () => {
    assert.equal(createBoxMemory(memento()).held, null);
  });

  it('holds in the next window what was kept in this one', () => {
    const filters: Held['filters'] = { kinds: ['docs'], language: 'rust', path: 'a/**', scope: 'workspace' };
    const kept = memento();
    createBoxMemory(kept).keep({ text: 'moor a boat', filters });
    assert.deepEqual(createBoxMemory(kept).held, { text: 'moor a boat', filters });
  });

  it('holds nothing where something else is stored', () => {
    for (const stored of ['boat', 7, { text: 3, filters: {} }, { text: 'boat' }, null]) {
      assert.equal(createBoxMemory(memento(stored)).held, null);
    }
  });
});
