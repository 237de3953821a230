/** The webview that holds the query box: its page, and typed messages to and from it. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { randomBytes } from 'node:crypto';
import { parseFromBox, type FromBox, type ToBox } from '../webview/messages.ts';
import type { History } from './history.ts';

export type BoxQuery = Extract<FromBox, { readonly type: 'query' }>;

export interface QueryBoxParts {
  readonly history: History;
  readonly onQuery: (query: BoxQuery) => void;
  /** The keyboard leaves the box downwards. */
  readonly onLeave: () => void;
}

export interface QueryBox extends Disposable {
  focus(text?: string): Promise<void>;
  setText(text: string): void;
  setBusy(busy: boolean): void;
  /** Lines below the box. */
  say(lines: readonly string[]): void;
}

export function createQueryBox(extensionUri: vscode.Uri, parts: QueryBoxParts): QueryBox {
  let view: vscode.WebviewView | null = null;
  let lines: readonly string[] = [];
  let text: string | null = null;
  let focused = false;
  const post = (message: ToBox): void => void view?.webview.postMessage(message);
  const greet = (): void => {
    post({ type: 'history', queries: parts.history.list() });
    post({ type: 'say', lines });
    if (text !== null) post({ type: 'text', text });
    if (focused) post({ type: 'focus' });
    [text, focused] = [null, false];
  };
  const receive = (message: unknown): void => {
    const received = parseFromBox(message);
    switch (received?.type) {
      case 'ready':
        greet();
        break;
      case 'query':
        if (received.submitted) {
          parts.history.add(received.text);
          post({ type: 'history', queries: parts.history.list() });
        }
        parts.onQuery(received);
        break;
      case 'leave':
        parts.onLeave();
        break;
      case undefined:
    }
  };
  const setText = (now: string): void => {
    if (view === null) text = now;
    post({ type: 'text', text: now });
  };
  const provider = providerOf(extensionUri, receive, (now) => (view = now));
  // Its state is a few words, but typing must not lose them when the sidebar is hidden.
  const options = { webviewOptions: { retainContextWhenHidden: true } };
  const registration = vscode.window.registerWebviewViewProvider('homing.query', provider, options);
  return {
    focus: async (now) => {
      if (now !== undefined) setText(now);
      if (view === null) focused = true;
      await vscode.commands.executeCommand('homing.query.focus');
      post({ type: 'focus' });
    },
    setText,
    setBusy: (busy) => post({ type: 'busy', busy }),
    say: (now) => {
      lines = now;
      post({ type: 'say', lines });
    },
    dispose: () => {
      registration.dispose();
    },
  };
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
      view.webview.html = page(view.webview, extensionUri);
    },
  };
}

function page(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('queryBox.css')}">
<title>Homing</title>
</head>
<body>
<form id="form" role="search">
<textarea id="query" rows="1" maxlength="2000" spellcheck="false" autocomplete="off"
  placeholder="Search by meaning" aria-label="What to look for, in your own words" aria-describedby="status"></textarea>
<div id="kinds" role="group" aria-label="Where to look">
<button type="button" data-kind="code" aria-pressed="false">Code</button>
<button type="button" data-kind="docs" aria-pressed="false">Documents</button>
</div>
</form>
<div id="status" role="status" aria-live="polite"></div>
<script nonce="${nonce}" src="${asset('queryBox.js')}"></script>
</body>
</html>`;
}
