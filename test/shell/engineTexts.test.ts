import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { FailureCode } from '../../src/protocol/messages.ts';
import { nameReason } from '../../src/engine/discover/skipReasons.ts';
import { failureReason, largerThan } from '../../src/engine/discover/failures.ts';
import { firstDevice } from '../../src/engine/embed/student.ts';
import { deviceText, skipReasonText } from '../../src/shell/engineTexts.ts';
import { sentenceOf } from '../../src/shell/failures.ts';
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

/** A code of an error, and a sentence that the engine's sources say with it. */
interface Said {
  readonly code: FailureCode;
  readonly sentence: string;
}

/** What a text may be, by its source: names in it are the names of what stands there. */
function textsOf(node: ts.Expression, named: ReadonlyMap<string, ts.Expression>): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].flatMap((each) => textsOf(each, named));
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [textsOf(node.left, named), textsOf(node.right, named)];
    return left.flatMap((first) => right.map((second) => first + second));
  }
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce<readonly string[]>(
      (texts, { expression, literal }) =>
        texts.flatMap((text) => textsOf(expression, named).map((part) => text + part + literal.text)),
      [node.head.text],
    );
  }
  const meant = ts.isIdentifier(node) ? named.get(node.text) : undefined;
  return meant === undefined ? [`<${node.getText()}>`] : textsOf(meant, named);
}

/** Functions that make an error of a part of its sentence. */
const makers: Readonly<Record<string, (part: string) => Said>> = {
  invalid: (sentence) => ({ code: 'queryInvalid', sentence }),
  incompatible: (problem) => ({
    code: 'modelIncompatible',
    sentence: `The model in <folder> ${problem}: install the model that came with Homing.`,
  }),
};

/** The errors that a file makes. */
function saidIn(file: string): readonly Said[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const named = new Map<string, ts.Expression>();
  const found: { readonly text: ts.Expression; readonly make: (text: string) => Said }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined)
      named.set(node.name.text, node.initializer);
    if (ts.isNewExpression(node) && node.expression.getText() === 'EngineError') {
      const [code, text] = node.arguments ?? [];
      if (code !== undefined && text !== undefined && ts.isStringLiteral(code))
        found.push({ text, make: (sentence) => ({ code: code.text as FailureCode, sentence }) });
    }
    if (ts.isCallExpression(node)) {
      const make = makers[node.expression.getText()];
      const [text] = node.arguments;
      if (make !== undefined && text !== undefined) found.push({ text, make });
    }
    // What a maker makes is known by its calls.
    const isMaker =
      (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) &&
      (node.name?.getText() ?? '') in makers;
    if (!isMaker) node.forEachChild(visit);
  };
  visit(source);
  return found.flatMap(({ text, make }) => textsOf(text, named).map(make));
}

function saidByEngine(): readonly Said[] {
  const folder = join(root, 'src', 'engine');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.flatMap((name) => saidIn(join(folder, name)));
}

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
      ...reasonsIn('discover'),
      'notebook that cannot be read cell by cell',
      'the search process ended 2 times at it',
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
        'GPU (WebGPU): durch die Einstellung gewählt, obwohl langsamer als die CPU (40 ms gegen 9.0 ms je Text)',
      ],
      [
        'cpu (wasm): the native ONNX Runtime for Linux on x64 does not load',
        'CPU (wasm): die native ONNX Runtime für Linux on x64 lässt sich nicht laden',
      ],
    ];
    for (const [said, shown] of cases) assert.equal(deviceText(said), shown);
  });

  it('of what went wrong is said in German', () => {
    const all = saidByEngine();
    const codes = new Set(all.map(({ code }) => code));
    for (const code of ['folderMissing', 'storageUnwritable', 'queryInvalid', 'modelDamaged'] as const)
      assert.ok(codes.has(code), code);
    assert.ok(all.length > 30, JSON.stringify(all));
    setDisplay(inGerman);
    assert.deepEqual(
      all.filter(({ code, sentence }) => sentenceOf({ code, message: sentence }) === sentence),
      [],
    );
    const message = 'The folder /srv cannot be read: permission denied.';
    assert.equal(
      sentenceOf({ code: 'folderUnreadable', message }),
      'Der Ordner /srv lässt sich nicht lesen: Zugriff verweigert.',
    );
  });

  it('and is not known here stays as it is', () => {
    assert.equal(skipReasonText('eaten by a fish'), 'eaten by a fish');
    assert.equal(deviceText('somewhere'), 'somewhere');
    assert.equal(deviceText('cpu: for a reason of its own'), 'CPU: for a reason of its own');
  });
});
