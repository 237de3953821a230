/** The extension as its users and other extensions see it, and the window around it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { HomingApi } from '../../../src/shell/api.ts';

/** Milliseconds between two looks. */
const pollMs = 100;

export function extension(): vscode.Extension<HomingApi> {
  const found = vscode.extensions.getExtension<HomingApi>('homing.homing');
  assert.ok(found !== undefined, 'the extension is not installed');
  return found;
}

export async function indexedHoming(): Promise<HomingApi> {
  const api = await extension().activate();
  await api.whenIndexed();
  return api;
}

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined, 'no folder is open');
  return folder.uri;
}

/** Looks until `look` finds something; the test's own time-out ends the wait. */
export async function eventually<T>(look: () => T | null | Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await sleep(pollMs);
  }
}

/** Process ids of the search processes that this extension host started. */
export function workerProcesses(): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return rows
    .map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row))
    .filter((row) => Number(row?.[2]) === process.pid && (row?.[3] ?? '').includes('worker.cjs'))
    .map((row) => Number(row?.[1]));
}
