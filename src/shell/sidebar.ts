/** The activity bar's container: the query box above, the results below, and what passes between them. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import type { ContentKind } from '../engine/types.ts';
import type { FoundHits } from '../protocol/messages.ts';
import { failureOf, isAborted, sentenceOf } from './failures.ts';
import type { History } from './history.ts';
import type { Overall } from './overall.ts';
import { createQueryBox } from './queryBoxView.ts';
import { createResults } from './results.ts';
import { hitRows } from './rows.ts';
import type { Session } from './session.ts';
import { createTypedSearch } from './typedSearch.ts';
import { counted, overallNote, overallSentence } from './wording.ts';

/** Milliseconds; the list below the box is larger than the palette's, and calmer. */
const pause = 150;
const mostHits = 40;

/** `none`: nothing was asked. */
export type ResultState = 'none' | 'empty' | 'some';

export interface Sidebar extends Disposable {
  readonly resultState: ResultState;
  readonly onDidChangeResults: vscode.Event<ResultState>;
  /** Shows the sidebar with the keyboard in the box; with a query, searches it. */
  focus(query?: string): Promise<void>;
  clear(): void;
}

export function createSidebar(extensionUri: vscode.Uri, session: Session, history: History): Sidebar {
  const sidebar = new SidebarParts(extensionUri, session, history);
  return {
    get resultState() {
      return sidebar.resultState;
    },
    onDidChangeResults: sidebar.onDidChangeResults,
    focus: (query) => sidebar.focus(query),
    clear: () => sidebar.clear(),
    dispose: () => sidebar.dispose(),
  };
}

class SidebarParts {
  readonly #session: Session;
  readonly #results = createResults();
  readonly #changed = new vscode.EventEmitter<ResultState>();
  readonly #box: ReturnType<typeof createQueryBox>;
  readonly #listener: vscode.Disposable;
  readonly #search = createTypedSearch<FoundHits>({
    pause,
    search: (text, signal) => this.#session.search({ text, kinds: this.#kinds, k: mostHits }, signal),
    onResult: (text, found) => this.#show(text, found),
    onError: (_text, error) => this.#fail(error),
    onBusy: (busy) => this.#box.setBusy(busy),
  });
  #query = '';
  #kinds: readonly ContentKind[] = [];
  /** What the last answer said; null: nothing was asked. */
  #answer: string | null = null;
  /** The index was still growing when the answer was found. */
  #provisional = false;
  #focusWhenFound = false;
  resultState: ResultState = 'none';

  constructor(extensionUri: vscode.Uri, session: Session, history: History) {
    this.#session = session;
    this.#box = createQueryBox(extensionUri, {
      history,
      onQuery: (query) => this.#ask(query),
      onLeave: () => void this.#results.focus(),
    });
    this.#listener = session.onDidChange((overall) => this.#stateChanged(overall));
    this.#sayState();
  }

  get onDidChangeResults(): vscode.Event<ResultState> {
    return this.#changed.event;
  }

  async focus(query?: string): Promise<void> {
    await this.#box.focus(query);
    if (query !== undefined && query.trim() !== '') {
      this.#query = query.trim();
      this.#search.now(this.#query);
    }
  }

  clear(): void {
    this.#query = '';
    this.#box.setText('');
    this.#forget();
  }

  dispose(): void {
    this.#search.cancel();
    this.#listener.dispose();
    this.#box.dispose();
    this.#results.dispose();
    this.#changed.dispose();
  }

  #ask(query: {
    readonly text: string;
    readonly kinds: readonly ContentKind[];
    readonly submitted: boolean;
  }): void {
    this.#query = query.text.trim();
    this.#kinds = query.kinds;
    this.#focusWhenFound = query.submitted;
    if (this.#query === '') this.#forget();
    else if (query.submitted) this.#search.now(this.#query);
    else this.#search.type(this.#query);
  }

  #forget(): void {
    this.#search.cancel();
    this.#answer = null;
    this.#provisional = false;
    this.#results.show([], '');
    this.#setResultState('none');
    this.#sayState();
  }

  #show(text: string, { hits, missing }: FoundHits): void {
    const files = new Set(hits.map(({ root, path }) => `${root}\0${path}`)).size;
    this.#provisional = missing.length > 0 || this.#session.overall.type === 'indexing';
    this.#answer =
      hits.length === 0 ? 'Nothing found.' : `${counted(hits.length, 'place')} in ${counted(files, 'file')}`;
    this.#results.show(hitRows(hits, text), text);
    this.#setResultState(hits.length === 0 ? 'empty' : 'some');
    this.#sayState();
    if (this.#focusWhenFound && hits.length > 0) void this.#results.focus();
    this.#focusWhenFound = false;
  }

  #fail(error: unknown): void {
    if (isAborted(error)) return;
    this.#answer = sentenceOf(failureOf(error));
    this.#results.show([], '');
    this.#setResultState('none');
    this.#sayState();
  }

  #stateChanged(overall: Overall): void {
    // What was found in half an index is found again in the whole one.
    if (overall.type === 'ready' && this.#provisional && this.#query !== '') {
      this.#provisional = false;
      this.#search.now(this.#query);
    }
    this.#sayState();
  }

  #setResultState(state: ResultState): void {
    this.resultState = state;
    this.#changed.fire(state);
  }

  #sayState(): void {
    const { overall } = this.#session;
    const lines = this.#answer === null ? [overallSentence(overall)] : [this.#answer, overallNote(overall)];
    this.#box.say(lines.filter((line) => line !== null));
  }
}
