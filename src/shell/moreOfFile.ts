import type { FolderHit } from '../protocol/messages.ts';
import { askOfFile, type Asked } from './asked.ts';
import { failureOf, isAborted, sentenceOf } from './failures.ts';
import type { Place } from './question.ts';
import { say } from './say.ts';
import type { Session } from './session.ts';

/**
 * What else a file has for a question; null where there is no answer, or where something else is asked by then. What is wrong is
 * said: what is shown stays.
 */
export async function moreOfFile(
  session: Session,
  { asked, now, file }: { readonly asked: Asked; readonly now: () => Asked | null; readonly file: Place },
): Promise<readonly FolderHit[] | null> {
  try {
    const { hits } = await askOfFile(session, asked, file);
    // The same may have been asked again, in files as they are now.
    return JSON.stringify(now()) === JSON.stringify(asked) ? hits : null;
  } catch (error) {
    if (!isAborted(error)) say(sentenceOf(failureOf(error)));
    return null;
  }
}
