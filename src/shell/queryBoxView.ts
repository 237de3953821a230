/** The webview that holds the query box: typed messages to and from it. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { parseFromBox, type BoxFilters, type BoxQuery, type ToBox } from '../webview/messages.ts';
import type { BoxMemory } from './boxMemory.ts';
import { noBoxFilters, type Offered } from './filterChoices.ts';
import type { History } from './history.ts';
import { queryBoxPage } from './queryBoxPage.ts';

export interface QueryBoxParts {
  readonly history: History;
  readonly memory: BoxMemory;
  readonly onQuery: (query: BoxQuery) => void;
  /** The keyboard has come. */
  readonly onEntered: () => void;
  /** The keyboard leaves the box downwards. */
  readonly onLeave: () => void;
  /** The keyboard has gone elsewhere. */
  readonly onLeft: () => void;
}

export interface QueryBox extends Disposable {
  /** One is writing in it, or choosing its filters. */
  readonly hasKeyboard: boolean;
  readonly filters: BoxFilters;
  focus(text?: string): Promise<void>;
  setText(text: string): void;
  setFilters(filters: BoxFilters): void;
  /** What the filters offer. */
  offer(offered: Offered): void;
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
  /** The page listens. Before that everything is kept, and told it all at once: nothing waits for it. */
  #isReady = false;
  #lines: readonly string[] = [];
  #choices: ToBox = { type: 'choices', languages: [], scopes: [] };
  #filters = noBoxFilters;
  #busy = false;
  /** What the box holds, typed or set. */
  #text = '';
  /** What it held when the window was closed is to be asked again. */
  #asksAgain = false;
  hasKeyboard = false;
  /** A page that does not listen yet is to put the keyboard into the box. */
  #focused = false;

  constructor(extensionUri: vscode.Uri, parts: QueryBoxParts) {
    this.#parts = parts;
    const { held } = parts.memory;
    if (held !== null) [this.#text, this.#filters] = [held.text, held.filters];
    this.#asksAgain = this.#text.trim() !== '';
    const receive = (message: unknown): void => this.#receive(message);
    const provider = providerOf(extensionUri, receive, {
      opened: (view) => {
        this.#view = view;
        this.#isReady = false;
      },
      closed: (view) => {
        // The next one may have come before.
        if (view !== this.#view) return;
        this.#view = null;
        this.#isReady = false;
        this.hasKeyboard = false;
      },
    });
    // Its state is a few words, but typing must not lose them when the sidebar is hidden.
    const options = { webviewOptions: { retainContextWhenHidden: true } };
    this.#registration = vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider('homing.query', provider, options),
      parts.history.onDidChange(() => this.#tellHistory()),
    );
  }

  get filters(): BoxFilters {
    return this.#filters;
  }

  async focus(text?: string): Promise<void> {
    if (text !== undefined) this.setText(text);
    // A page that has the keyboard keeps it: being given it once more loses keys. Only one in sight can know.
    const asks = this.#isReady && this.#view?.visible === true;
    if (this.#isReady) this.#post({ type: 'focus', asks });
    else this.#focused = true;
    if (!asks) await giveKeyboard();
  }

  setText(text: string): void {
    this.#text = text;
    this.#asksAgain = false;
    this.#keep();
    this.#post({ type: 'text', text, greeting: false });
  }

  setFilters(filters: BoxFilters): void {
    this.#filters = filters;
    this.#keep();
    this.#post({ type: 'filters', filters });
  }

  offer(offered: Offered): void {
    this.#choices = { type: 'choices', ...offered };
    this.#post(this.#choices);
  }

  setBusy(busy: boolean): void {
    this.#busy = busy;
    this.#post({ type: 'busy', busy });
  }

  say(lines: readonly string[]): void {
    // While files are indexed the state is told ten times a second, mostly in the same words.
    if (lines.length === this.#lines.length && lines.every((line, at) => line === this.#lines[at])) return;
    this.#lines = lines;
    this.#post({ type: 'say', lines });
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #post(message: ToBox): void {
    if (this.#isReady) void this.#view?.webview.postMessage(message);
  }

  #keep(): void {
    this.#parts.memory.keep({ text: this.#text, filters: this.#filters });
  }

  /** Only once the box is in sight: before that nobody waits for an answer. */
  #askAgain(): void {
    if (!this.#asksAgain) return;
    this.#asksAgain = false;
    this.#parts.onQuery({ type: 'query', text: this.#text, filters: this.#filters, submitted: false });
  }

  #tellHistory(): void {
    this.#post({ type: 'history', queries: this.#parts.history.list() });
  }

  #greet(): void {
    this.#isReady = true;
    this.#tellHistory();
    this.#post({ type: 'say', lines: this.#lines });
    this.#post(this.#choices);
    this.#post({ type: 'busy', busy: this.#busy });
    this.#post({ type: 'filters', filters: this.#filters });
    this.#post({ type: 'text', text: this.#text, greeting: true });
    if (this.#focused) this.#post({ type: 'focus', asks: false });
    this.#focused = false;
  }

  #receive(message: unknown): void {
    const received = parseFromBox(message);
    switch (received?.type) {
      case 'ready':
        this.#askAgain();
        this.#greet();
        break;
      case 'query':
        this.hasKeyboard = true;
        this.#text = received.text;
        this.#filters = received.filters;
        this.#asksAgain = false;
        this.#keep();
        if (received.submitted) this.#parts.history.add(received.text);
        this.#parts.onQuery(received);
        break;
      case 'wanted':
        void giveKeyboard();
        break;
      case 'leave':
        this.#parts.onLeave();
        break;
      case 'entered':
        this.hasKeyboard = true;
        this.#parts.onEntered();
        break;
      case 'left':
        this.hasKeyboard = false;
        this.#parts.onLeft();
        break;
      case undefined:
    }
  }
}

async function giveKeyboard(): Promise<void> {
  await vscode.commands.executeCommand('homing.query.focus');
}

type ViewListener = (view: vscode.WebviewView) => void;

function providerOf(
  extensionUri: vscode.Uri,
  receive: (message: unknown) => void,
  hears: { readonly opened: ViewListener; readonly closed: ViewListener },
): vscode.WebviewViewProvider {
  return {
    resolveWebviewView: (view) => {
      hears.opened(view);
      view.webview.options = { enableScripts: true, localResourceRoots: [extensionUri] };
      view.webview.onDidReceiveMessage(receive);
      view.onDidDispose(() => hears.closed(view));
      view.webview.html = queryBoxPage(view.webview, extensionUri);
    },
  };
}
