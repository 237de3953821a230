/** Not a test but a measurement inside the extension host, for `npm run bench:host`. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { HomingApi } from '../../../src/shell/api.ts';
import { heapInUse, watchWork } from './hostWork.ts';

describe('the extension host', function () {
  const seconds = Number(process.env['MEASURE_SECONDS'] ?? '60');
  this.timeout((seconds + 120) * 1000);

  it('is measured', async () => {
    const homing = vscode.extensions.getExtension<HomingApi>('homing.homing');
    const { work, profile } = await watchWork(async () => homing?.activate(), seconds);
    const state = JSON.stringify(homing?.exports.state() ?? null);
    const measured = { ...work, heap: heapInUse(), seconds, state };
    writeFileSync(process.env['MEASURE_FILE'] ?? '', JSON.stringify(measured));
    const kept = process.env['MEASURE_PROFILE'] ?? '';
    if (kept !== '') writeFileSync(kept, JSON.stringify(profile));
  });
});
