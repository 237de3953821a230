/** What the sidebar was asked for: words, or what is like a place. */
import type { FolderHit, FoundHits } from '../protocol/messages.ts';
import { t } from './l10n.ts';
import type { Filters, Place, Sample } from './question.ts';
import type { Session } from './session.ts';
import { shortPath } from './shortPath.ts';

/** The list is larger than the palette's. */
export const mostHits = 40;

export type Asked =
  | { readonly type: 'words'; readonly text: string; readonly filters: Filters; readonly typing: boolean }
  | { readonly type: 'similar'; readonly sample: Sample; readonly filters: Filters };

function ask(session: Session, asked: Asked, signal?: AbortSignal): Promise<FoundHits> {
  const { filters } = asked;
  switch (asked.type) {
    case 'words':
      return session.search({ text: asked.text, filters, k: mostHits, typing: asked.typing }, signal);
    case 'similar':
      return session.similar({ sample: asked.sample, filters, k: mostHits }, signal);
  }
}

export interface Answer extends FoundHits {
  /** What else each of some files has. */
  readonly more: readonly (readonly FolderHit[])[];
}

/** Of the whole, and of some files for themselves. */
export async function askWidely(
  session: Session,
  asked: Asked,
  files: readonly Place[],
  signal: AbortSignal,
): Promise<Answer> {
  const found = await ask(session, asked, signal);
  const more = await Promise.all(files.map((file) => askOfFile(session, asked, file)));
  return { ...found, more: more.map(({ hits }) => hits) };
}

/** The same, asked of one file alone. */
export function askOfFile(
  session: Session,
  asked: Asked,
  file: { readonly root: string; readonly path: string },
): Promise<FoundHits> {
  const filters = { ...asked.filters, within: [{ root: file.root, path: file.path }] };
  return ask(session, asked.type === 'words' ? { ...asked, filters, typing: false } : { ...asked, filters });
}

/** The text whose words are highlighted. */
export function wordsOf(asked: Asked): string {
  return asked.type === 'words' ? asked.text : '';
}

/** For people: the words themselves, or where the sample stands. `room`: characters that its path may take. */
export function titleOf(asked: Asked, room = Infinity): string {
  if (asked.type === 'words') return asked.text;
  const { place } = asked.sample;
  return place === null
    ? t('Like the selected text')
    : t('Like {0}', `${shortPath(place.path, room)}:${place.startLine}–${place.endLine}`);
}
