/** What the query box's filters offer and what was chosen of it, as filters of a search. Pure. */
import type { BoxFilters, Choice } from '../webview/messages.ts';
import { t } from './l10n.ts';
import { splitGlobs, type Filters, type Place } from './question.ts';
import { choicesOf, idOf, placesOf, scopeOf, scopesFor, type NamedRoot } from './scopes.ts';

export const noBoxFilters: BoxFilters = {
  kinds: [],
  language: '',
  path: '',
  scope: idOf({ type: 'workspace' }),
};

export interface Surroundings {
  readonly roots: readonly NamedRoot[];
  readonly openFiles: () => readonly Place[];
}

/** The folder that was picked in the explorer, and the languages that were seen: they come to be offered. */
export interface Seen {
  readonly folder: Place | null;
  readonly languages: ReadonlySet<string>;
}

export interface Offered {
  readonly languages: readonly Choice[];
  readonly scopes: readonly Choice[];
}

export function offeredChoices({ languages, folder }: Seen, { roots }: Surroundings): Offered {
  return {
    languages: [
      { id: '', label: t('Any language') },
      ...[...languages].sort().map((language) => ({ id: language, label: language })),
    ],
    scopes: choicesOf(scopesFor(roots, folder), roots),
  };
}

export function filtersOf(chosen: BoxFilters, { folder }: Seen, around: Surroundings): Filters {
  const scope = scopeOf(chosen.scope, scopesFor(around.roots, folder));
  return {
    kinds: chosen.kinds,
    languages: chosen.language === '' ? [] : [chosen.language],
    globs: splitGlobs(chosen.path),
    within: placesOf(scope, around.openFiles),
  };
}
