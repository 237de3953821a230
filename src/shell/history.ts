/** Queries that were worth opening something for, newest first, kept with the workspace. */
import type * as vscode from 'vscode';

const key = 'recentQueries';
const most = 20;

export interface History {
  list(): readonly string[];
  add(query: string): void;
  remove(query: string): void;
  clear(): void;
}

export function createHistory(memento: Pick<vscode.Memento, 'get' | 'update'>): History {
  const list = (): readonly string[] => {
    const stored = memento.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter((each): each is string => typeof each === 'string') : [];
  };
  return {
    list,
    add: (query) => {
      const text = query.trim();
      if (text === '') return;
      const rest = list().filter((each) => each !== text);
      void memento.update(key, [text, ...rest].slice(0, most));
    },
    remove: (query) =>
      void memento.update(
        key,
        list().filter((each) => each !== query),
      ),
    clear: () => void memento.update(key, undefined),
  };
}
