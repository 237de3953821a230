/** Where the sidebar looks: all of the workspace, one folder, or what is open. Pure. */
import type { Place } from './question.ts';
import { t } from './l10n.ts';

export type Scope =
  | { readonly type: 'workspace' }
  | { readonly type: 'openEditors' }
  | { readonly type: 'folder'; readonly folder: Place };

/** A scope as the query box names it. */
export interface ScopeChoice {
  readonly id: string;
  readonly label: string;
}

export interface NamedRoot {
  readonly root: string;
  readonly name: string;
}

export function idOf(scope: Scope): string {
  return scope.type === 'folder' ? `folder:${scope.folder.root}\0${scope.folder.path}` : scope.type;
}

/** The scopes to choose from; `chosen` is the folder that was picked in the explorer. */
export function scopesFor(roots: readonly NamedRoot[], chosen: Place | null): readonly Scope[] {
  const folders: Place[] = roots.length > 1 ? roots.map(({ root }) => ({ root, path: '' })) : [];
  const known = folders.some(({ root, path }) => root === chosen?.root && path === chosen.path);
  if (chosen !== null && !known) folders.push(chosen);
  return [
    { type: 'workspace' },
    { type: 'openEditors' },
    ...folders.map((folder): Scope => ({ type: 'folder', folder })),
  ];
}

export function choicesOf(scopes: readonly Scope[], roots: readonly NamedRoot[]): readonly ScopeChoice[] {
  return scopes.map((scope) => ({ id: idOf(scope), label: labelOf(scope, roots) }));
}

function labelOf(scope: Scope, roots: readonly NamedRoot[]): string {
  switch (scope.type) {
    case 'workspace':
      return t('In the workspace');
    case 'openEditors':
      return t('In open editors');
    case 'folder': {
      const { root, path } = scope.folder;
      const name = roots.find((each) => each.root === root)?.name ?? root;
      const shown = path === '' ? name : roots.length > 1 ? `${name}/${path}` : path;
      return t('In {0}', shown);
    }
  }
}

/** The folder that an id stands for; null where it stands for none, or for one outside of the workspace. */
export function folderOf(id: string, roots: readonly NamedRoot[]): Place | null {
  const [, root, path] = /^folder:([^\0]+)\0(.*)$/su.exec(id) ?? [];
  if (root === undefined || path === undefined || !roots.some((each) => each.root === root)) return null;
  return { root, path };
}

/** An id that is not known any more is the workspace. */
export function scopeOf(id: string, scopes: readonly Scope[]): Scope {
  return scopes.find((scope) => idOf(scope) === id) ?? { type: 'workspace' };
}

/** What a search may look at; null: everything. */
export function placesOf(scope: Scope, openFiles: () => readonly Place[]): readonly Place[] | null {
  switch (scope.type) {
    case 'workspace':
      return null;
    case 'openEditors':
      return openFiles();
    case 'folder':
      return [scope.folder];
  }
}
