import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createHistory } from '../../src/shell/history.ts';

function memento(initial?: unknown): Pick<vscode.Memento, 'get' | 'update'> {
  let stored = initial;
  return {
    get: () => stored as never,
    update: (_key: string, value: unknown) => {
      stored = value;
      return Promise.resolve();
    },
  };
}

describe('the history of queries', () => {
  it('holds each query once, the newest first', () => {
    const history = createHistory(memento());
    for (const query of ['a', 'b', ' a ', '  ']) history.add(query);
    assert.deepEqual(history.list(), ['a', 'b']);
  });

  it('tells those who listen of every change', () => {
    const history = createHistory(memento());
    const told: (readonly string[])[] = [];
    const listening = history.onDidChange(() => told.push(history.list()));
    history.add('a');
    history.remove('a');
    listening.dispose();
    history.add('b');
    assert.deepEqual(told, [['a'], []]);
  });

  it('forgets the oldest', () => {
    const history = createHistory(memento());
    for (let at = 0; at < 30; at++) history.add(`q${at}`);
    assert.equal(history.list().length, 20);
    assert.equal(history.list()[0], 'q29');
  });

  it('forgets what it is told to forget', () => {
    const history = createHistory(memento(['a', 'b']));
    history.remove('a');
    assert.deepEqual(history.list(), ['b']);
  });

  it('is empty where something else was stored', () => {
    assert.deepEqual(createHistory(memento({ not: 'a list' })).list(), []);
    assert.deepEqual(createHistory(memento(['a', 1])).list(), ['a']);
  });
});
