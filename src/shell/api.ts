/** What other extensions get from `activate()`. */
import type { Status } from '../engine/types.ts';
import type { FolderHit } from '../protocol/messages.ts';
import type { Overall } from './overall.ts';
import { noFilters } from './question.ts';
import type { Session } from './session.ts';

export interface HomingApi {
  readonly version: 1;
  /** Best first; `limit` defaults to 20. Rejects with an error that has a `code`. */
  search(text: string, limit?: number): Promise<readonly FolderHit[]>;
  /** One entry a folder of the workspace. */
  status(): Promise<readonly Status[]>;
  /** What the status bar shows. */
  state(): Overall;
  /** Resolves when everything is indexed and encoded; rejects when it cannot be. */
  whenIndexed(): Promise<void>;
}

export function createApi(session: Session): HomingApi {
  return {
    version: 1,
    search: async (text, limit = 20) => {
      const { hits } = await session.search({ text, filters: noFilters, k: limit, typing: false });
      return hits;
    },
    status: () => session.status(),
    state: () => session.overall,
    whenIndexed: () => whenIndexed(session),
  };
}

function whenIndexed(session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (overall: Overall): void => {
      if (overall.type === 'ready') resolve();
      // Where indexing is not automatic, this is the asking.
      else if (overall.type === 'unindexed') return void session.index(null, null);
      else if (overall.type === 'failed') reject(new Error(overall.failure.message));
      else if (overall.type === 'noFolder') reject(new Error('No folder is open.'));
      else return;
      listener.dispose();
    };
    const listener = session.onDidChange(look);
    look(session.overall);
  });
}
