import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameReason } from '../../src/engine/discover/skipReasons.ts';
import { failureReason, largerThan } from '../../src/engine/discover/failures.ts';
import { firstDevice } from '../../src/engine/embed/student.ts';
import { deviceText, skipReasonText } from '../../src/shell/engineTexts.ts';
import { setDisplay } from '../../src/shell/l10n.ts';

const root = join(import.meta.dirname, '..', '..');
const file = join(root, 'l10n', 'bundle.l10n.de.json');
const german = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;

/** What stands as a reason in the sources of a stage, written out. */
function reasonsIn(stage: string): readonly string[] {
  const folder = join(root, 'src', 'engine', stage);
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return sources.flatMap((text) =>
    [...text.matchAll(/\breason: '([^']+)'/gu)].map(([, reason = '']) => reason),
  );
}

function refused(code: string): string {
  return failureReason(Object.assign(new Error(code), { code }));
}

/** Of links that are in no list: a path that leads outside is asked for by nobody who lists a folder. */
const neverListed = new Set(['outside the folder']);

describe('what the engine says', () => {
  const inGerman = (message: string, ...args: readonly (string | number)[]): string =>
    (german[message] ?? message).replace(/\{(\d+)\}/gu, (_whole, at: string) => String(args[Number(at)]));

  afterEach(() => setDisplay());

  it('of a file that is left out is said in German', () => {
    const names = ['a.png', 'a.zip', 'a.map', 'a.code-search', 'yarn.lock', '.env', 'a.min.js'];
    const codes = ['EACCES', 'ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EISDIR', 'EBUSY', 'EMFILE', 'EIO'];
    const reasons = [
      ...names.map((name) => nameReason(name) ?? ''),
      ...codes.map(refused),
      failureReason(null),
      largerThan(1_048_576),
      ...reasonsIn('discover').filter((reason) => !neverListed.has(reason)),
    ];
    assert.ok(reasons.length > 20);
    setDisplay(inGerman);
    assert.deepEqual(
      reasons.filter((reason) => skipReasonText(reason) === reason),
      [],
    );
    assert.equal(skipReasonText('larger than 1 MiB'), 'größer als 1 MiB');
  });

  it('of where the model runs is said in German', () => {
    setDisplay(inGerman);
    const missing = 'there is no native ONNX Runtime for Linux with musl';
    const cases: readonly [string, string][] = [
      [firstDevice('cpu', null), 'CPU: durch die Einstellung gewählt'],
      [firstDevice('gpu', null), 'CPU: die GPU wurde noch nicht erprobt'],
      [firstDevice('auto', null), 'CPU: die GPU wird erprobt, sobald viel zu kodieren ist'],
      [firstDevice('auto', missing), 'CPU (wasm): es gibt keine native ONNX Runtime für Linux with musl'],
      ['cpu: no usable GPU was found', 'CPU: keine brauchbare GPU gefunden'],
      ['gpu (WebGPU): 3.2× faster than the CPU', 'GPU (WebGPU): 3.2-mal so schnell wie die CPU'],
      [
        'cpu: the GPU (WebGPU) was slower than the CPU (40 ms against 9.0 ms a text); the GPU (CoreML) failed in its trial',
        'CPU: die GPU (WebGPU) war langsamer als die CPU; die GPU (CoreML) versagte bei der Erprobung',
      ],
      [
        'gpu (WebGPU): chosen by setting, though slower than the CPU (40 ms against 9.0 ms a text)',
        'GPU (WebGPU): durch die Einstellung gewählt, obwohl langsamer als die CPU (40 ms against 9.0 ms a text)',
      ],
    ];
    for (const [said, shown] of cases) assert.equal(deviceText(said), shown);
  });

  it('and is not known here stays as it is', () => {
    assert.equal(skipReasonText('eaten by a fish'), 'eaten by a fish');
    assert.equal(deviceText('somewhere'), 'somewhere');
    assert.equal(deviceText('cpu: for a reason of its own'), 'CPU: for a reason of its own');
  });
});
