/** The page of the query box. */
import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { t } from './l10n.ts';

/** The style stands in the page: until a style sheet had come, there would be black letters in white boxes. */
export function queryBoxPage(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const built = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name);
  const style = readFileSync(built('queryBox.css').fsPath, 'utf8');
  const script = webview.asWebviewUri(built('queryBox.js')).toString();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${nonce}">${style}</style>
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
<select id="language" aria-label="${escapeHtml(t('Language'))}">
<option value="">${escapeHtml(t('Any language'))}</option>
</select>
<div id="where">
<select id="scope" aria-label="${escapeHtml(t('Where to look'))}">
<option value="workspace">${escapeHtml(t('In the workspace'))}</option>
</select>
<input id="path" type="text" maxlength="500" spellcheck="false" autocomplete="off"
  placeholder="${escapeHtml(t('Path: docs/**'))}"
  aria-label="${escapeHtml(t('Paths to look in: globs, separated by commas'))}">
</div>
</div>
</form>
<div id="status" aria-hidden="true"></div>
<div id="spoken" role="status" aria-live="polite"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
