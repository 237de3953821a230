/** Queries that were worth opening something for, newest first, kept with the workspace. */
import type * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';

const key = 'recentQueries';
const most = 20;

export interface History {
  list(): readonly string[];
  add(query: string): void;
  remove(query: string): void;
  clear(): void;
  onDidChange(listener: () => void): Disposable;
}

export function createHistory(memento: Pick<vscode.Memento, 'get' | 'update'>): History {
  const list = (): readonly string[] => {
    const stored = memento.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter((each): each is string => typeof each === 'string') : [];
  };
  const listeners = new Set<() => void>();
  const store = (queries: readonly string[] | undefined): void => {
    void memento.update(key, queries);
    for (const listener of listeners) listener();
  };
  return {
    list,
    add: (query) => {
      const text = query.trim();
      if (text === '') return;
      const rest = list().filter((each) => each !== text);
      store([text, ...rest].slice(0, most));
    },
    remove: (query) => store(list().filter((each) => each !== query)),
    clear: () => store(undefined),
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}
