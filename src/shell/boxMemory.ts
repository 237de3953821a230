/** What the query box held when the window was closed, kept with the workspace: a window that comes back shows it again. */
import type * as vscode from 'vscode';
import { parseFromBox, type BoxFilters } from '../webview/messages.ts';

const key = 'queryBox';

export interface Held {
  readonly text: string;
  readonly filters: BoxFilters;
}

export interface BoxMemory {
  /** Null where nothing was kept. */
  readonly held: Held | null;
  keep(held: Held): void;
}

export function createBoxMemory(memento: Pick<vscode.Memento, 'get' | 'update'>): BoxMemory {
  const stored = memento.get<unknown>(key);
  const isRecord = typeof stored === 'object' && stored !== null;
  const message = isRecord ? parseFromBox({ ...stored, type: 'query' }) : null;
  return {
    held: message?.type === 'query' ? { text: message.text, filters: message.filters } : null,
    keep: ({ text, filters }) => void memento.update(key, { text, filters }),
  };
}
