/** What a worker is told about its surroundings. */
import * as vscode from 'vscode';
import { join } from 'node:path';
import type { Configuration } from '../protocol/messages.ts';
import { readExclude, readInclude, readSettings } from './settings.ts';

/** Bytes. */
const mebibyte = 1024 * 1024;

export function configurationFor(
  context: vscode.ExtensionContext,
  folders: readonly vscode.WorkspaceFolder[],
): Configuration {
  const { device, threads, priority, cacheSize, automatic } = readSettings(vscode.workspace);
  return {
    storage: context.globalStorageUri.fsPath,
    models: join(context.extensionPath, 'models'),
    grammars: join(context.extensionPath, 'node_modules'),
    device,
    threads,
    priority,
    cacheBytes: cacheSize * mebibyte,
    automatic,
    folders: folders.map(({ uri }) => ({
      root: uri.fsPath,
      exclude: readExclude(vscode.workspace, uri),
      include: readInclude(vscode.workspace, uri),
    })),
  };
}
