/** Shows hits while one moves through a list, and puts everything back as it was. */
import type * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { createMark } from './mark.ts';
import { openHit } from './openHit.ts';
import { lookAround, putBack, type Before } from './putBack.ts';
import type { HitRow } from './rows.ts';

export interface Preview extends Disposable {
  /** Something has been shown. */
  readonly begun: boolean;
  show(row: HitRow): void;
  /** Leaves what is shown; decorations go. Nothing else is shown any more once it has settled. */
  keep(): Promise<void>;
  /** The editor, its selection and its place as they were before the first `show`; the keyboard stays where it is. */
  restore(): Promise<void>;
}

/** `begin`: what is to be done before anything is shown. */
export function createPreview(begin: () => Promise<void>): Preview {
  const mark = createMark();
  let before: Before | null = null;
  let shown: vscode.TextEditor | null = null;
  let wanted = 0;
  let last: Promise<void> = Promise.resolve();
  /** Whether the editor is about to show it: it cannot be called back then. */
  let isComing = false;
  const showNow = async (row: HitRow, ticket: number): Promise<void> => {
    if (ticket !== wanted) return;
    if (before === null) {
      before = lookAround();
      await begin();
    }
    const isWanted = (): boolean => {
      isComing = ticket === wanted;
      return isComing;
    };
    try {
      const opened = await openHit(row, { preserveFocus: true, isWanted });
      if (opened === null) return;
      shown = opened.editor;
      mark.show(opened.editor, opened.row);
    } finally {
      isComing = false;
    }
  };
  const keep = async (): Promise<void> => {
    wanted++;
    // A file that is slow to open keeps nobody waiting: it is not shown any more.
    if (isComing) await last;
    mark.clear();
  };
  return {
    get begun() {
      return wanted > 0;
    },
    show: (row) => {
      const ticket = ++wanted;
      // One after the other, and only the latest: opening is slower than an arrow key held down.
      last = last.then(() => showNow(row, ticket)).catch(() => undefined);
    },
    keep,
    restore: async () => {
      await keep();
      // What was there may be gone: then what is shown stays, and nobody is kept from leaving.
      if (before !== null && shown !== null) await putBack(before, shown).catch(() => undefined);
      before = shown = null;
    },
    dispose: () => {
      wanted++;
      // What is on its way comes without a mark then; what is being put back ends first.
      void last.finally(() => mark.dispose());
    },
  };
}
