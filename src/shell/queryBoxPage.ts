/** The page of the query box. */
import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import { t } from './l10n.ts';

export function queryBoxPage(webview: vscode.Webview, extensionUri: vscode.Uri): string {
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
<html lang="${escapeHtml(vscode.env.language)}">
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
  placeholder="${escapeHtml(t('Search by meaning (↑ for history)'))}"
  aria-label="${escapeHtml(t('What to look for, in your own words'))}" aria-describedby="status"></textarea>
<div id="filters" role="group" aria-label="${escapeHtml(t('Filters'))}">
<div id="kinds" role="group" aria-label="${escapeHtml(t('What to look in'))}">
<button type="button" data-kind="code" aria-pressed="false">${escapeHtml(t('Code'))}</button>
<button type="button" data-kind="docs" aria-pressed="false">${escapeHtml(t('Documents'))}</button>
</div>
<select id="language" aria-label="${escapeHtml(t('Language'))}"></select>
<select id="scope" aria-label="${escapeHtml(t('Where to look'))}"></select>
<input id="path" type="text" maxlength="500" spellcheck="false" autocomplete="off"
  placeholder="${escapeHtml(t('Path: docs/**'))}"
  aria-label="${escapeHtml(t('Paths to look in: globs, separated by commas'))}">
</div>
</form>
<div id="status" role="status" aria-live="polite"></div>
<script nonce="${nonce}" src="${asset('queryBox.js')}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
