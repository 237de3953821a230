/** The webview that holds the query box: typed messages to and from it. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import {
  parseFromBox,
  type BoxFilters,
  type BoxQuery,
  type Choice,
  type ToBox,
} from '../webview/messages.ts';
import type { History } from './history.ts';
import { queryBoxPage } from './queryBoxPage.ts';

export interface QueryBoxParts {
  readonly history: History;
  readonly onQuery: (query: BoxQuery) => void;
  /** The keyboard leaves the box downwards. */
  readonly onLeave: () => void;
}

export interface QueryBox extends Disposable {
  focus(text?: string): Promise<void>;
  setText(text: string): void;
  setFilters(filters: BoxFilters): void;
  /** What the filters offer. */
  offer(languages: readonly Choice[], scopes: readonly Choice[]): void;
  setBusy(busy: boolean): void;
  /** Lines below the box. */
  say(lines: readonly string[]): void;
}

export function createQueryBox(extensionUri: vscode.Uri, parts: QueryBoxParts): QueryBox {
  return new WebviewBox(extensionUri, parts);
}

class WebviewBox implements QueryBox {
  readonly #parts: QueryBoxParts;
  readonly #registration: vscode.Disposable;
  #view: vscode.WebviewView | null = null;
  // What a page that has just begun to listen is told.
  #lines: readonly string[] = [];
  #choices: ToBox = { type: 'choices', languages: [], scopes: [] };
  #filters: BoxFilters | null = null;
  #text: string | null = null;
  #focused = false;

  constructor(extensionUri: vscode.Uri, parts: QueryBoxParts) {
    this.#parts = parts;
    const receive = (message: unknown): void => this.#receive(message);
    const provider = providerOf(extensionUri, receive, (view) => (this.#view = view));
    // Its state is a few words, but typing must not lose them when the sidebar is hidden.
    const options = { webviewOptions: { retainContextWhenHidden: true } };
    this.#registration = vscode.window.registerWebviewViewProvider('homing.query', provider, options);
  }

  async focus(text?: string): Promise<void> {
    if (text !== undefined) this.setText(text);
    if (this.#view === null) this.#focused = true;
    await vscode.commands.executeCommand('homing.query.focus');
    this.#post({ type: 'focus' });
  }

  setText(text: string): void {
    if (this.#view === null) this.#text = text;
    this.#post({ type: 'text', text });
  }

  setFilters(filters: BoxFilters): void {
    this.#filters = filters;
    this.#post({ type: 'filters', filters });
  }

  offer(languages: readonly Choice[], scopes: readonly Choice[]): void {
    this.#choices = { type: 'choices', languages, scopes };
    this.#post(this.#choices);
  }

  setBusy(busy: boolean): void {
    this.#post({ type: 'busy', busy });
  }

  say(lines: readonly string[]): void {
    this.#lines = lines;
    this.#post({ type: 'say', lines });
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #post(message: ToBox): void {
    void this.#view?.webview.postMessage(message);
  }

  #greet(): void {
    this.#post({ type: 'history', queries: this.#parts.history.list() });
    this.#post({ type: 'say', lines: this.#lines });
    this.#post(this.#choices);
    if (this.#filters !== null) this.#post({ type: 'filters', filters: this.#filters });
    if (this.#text !== null) this.#post({ type: 'text', text: this.#text });
    if (this.#focused) this.#post({ type: 'focus' });
    [this.#text, this.#focused] = [null, false];
  }

  #receive(message: unknown): void {
    const received = parseFromBox(message);
    switch (received?.type) {
      case 'ready':
        this.#greet();
        break;
      case 'query':
        this.#filters = received.filters;
        if (received.submitted) {
          this.#parts.history.add(received.text);
          this.#post({ type: 'history', queries: this.#parts.history.list() });
        }
        this.#parts.onQuery(received);
        break;
      case 'leave':
        this.#parts.onLeave();
        break;
      case undefined:
    }
  }
}

function providerOf(
  extensionUri: vscode.Uri,
  receive: (message: unknown) => void,
  onView: (view: vscode.WebviewView | null) => void,
): vscode.WebviewViewProvider {
  return {
    resolveWebviewView: (view) => {
      onView(view);
      view.webview.options = { enableScripts: true, localResourceRoots: [extensionUri] };
      view.webview.onDidReceiveMessage(receive);
      view.onDidDispose(() => onView(null));
      view.webview.html = queryBoxPage(view.webview, extensionUri);
    },
  };
}
