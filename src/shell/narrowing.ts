/** What the query box's filters offer and what is chosen of it, as both change. */
import * as vscode from 'vscode';
import type { BoxFilters } from '../webview/messages.ts';
import type { Disposable } from './disposable.ts';
import {
  filtersOf,
  noBoxFilters,
  offeredChoices,
  type Offered,
  type Seen,
  type Surroundings,
} from './filterChoices.ts';
import type { Filters, Place } from './question.ts';
import { folderOf, idOf, scopesFor } from './scopes.ts';

export interface Narrowing extends Disposable {
  chosen: BoxFilters;
  /** As a search takes it. */
  readonly filters: Filters;
  /** Looks in one folder from now on. */
  lookIn(folder: Place): void;
  /** Languages that were seen can be chosen. */
  see(...languages: readonly (string | null | undefined)[]): void;
}

export function createNarrowing(around: Surroundings, onOffer: (offered: Offered) => void): Narrowing {
  const languages = new Set<string>();
  let folder: Place | null = null;
  let chosen = noBoxFilters;
  const isOffered = (id: string): boolean =>
    scopesFor(around.roots, folder).some((scope) => idOf(scope) === id);
  const seen = (): Seen => ({ folder, languages });
  const offer = (): void => onOffer(offeredChoices(seen(), around));
  const see: Narrowing['see'] = (...found) => {
    const before = languages.size;
    for (const language of found) if (typeof language === 'string') languages.add(language);
    if (languages.size !== before) offer();
  };
  const listeners = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    if (!around.roots.some(({ root }) => root === folder?.root)) folder = null;
    if (!isOffered(chosen.scope)) chosen = { ...chosen, scope: noBoxFilters.scope };
    offer();
  });
  offer();
  return {
    get chosen() {
      return chosen;
    },
    set chosen(now) {
      chosen = now;
      // What is chosen must be there to be shown, also where it was chosen before the window was loaded again.
      if (now.language !== '') see(now.language);
      if (isOffered(now.scope)) return;
      folder = folderOf(now.scope, around.roots);
      offer();
    },
    get filters() {
      return filtersOf(chosen, seen(), around);
    },
    lookIn: (now) => {
      folder = now;
      offer();
      chosen = { ...chosen, scope: idOf({ type: 'folder', folder }) };
    },
    see,
    dispose: () => void listeners.dispose(),
  };
}
