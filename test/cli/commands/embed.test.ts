import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { bin, homing, removeTemporaryFolders, start, temporaryFolder, type Result } from '../homing.ts';

function vectors(result: Result): readonly (readonly number[])[] {
  return result.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as number[]);
}

function checkUnit(vector: readonly number[]): void {
  assert.equal(vector.length, 128);
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);
}

describe('homing embed', () => {
  after(removeTemporaryFolders);

  for (const model of ['student', 'student-static']) {
    it(`gives unit vectors of the ${model}, nearer for what means the same`, async () => {
      const texts = [
        'open a file for reading',
        'load the contents of a document from disk',
        'boil potatoes',
        '',
      ];
      const input = texts.map((text) => `${JSON.stringify({ text })}\n`).join('');
      const result = await homing(['embed', '--model', model], { input });
      assert.deepEqual([result.code, result.stderr], [0, '']);
      const [file = [], document = [], potatoes = [], empty = []] = vectors(result);
      for (const vector of [file, document, potatoes, empty]) checkUnit(vector);
      assert.ok(cosine(file, document) > cosine(file, potatoes));
    });
  }

  it('takes bare lines, with any line ends and without the last one', async () => {
    const json = await homing(['embed'], { input: '{"text":"a b"}\n{"text":""}\n{"text":"c"}\n' });
    const bare = await homing(['embed', '--lines'], { input: 'a b\r\n\r\nc' });
    assert.equal(bare.stdout, json.stdout);
    assert.equal(vectors(bare).length, 3);
  });

  it('gives a text the same vector whatever stands around it', async () => {
    const alone = await homing(['embed', '--lines'], { input: 'some text' });
    const among = await homing(['embed', '--lines'], { input: `a\n${'long '.repeat(500)}\nsome text\n` });
    assert.deepEqual(vectors(among)[2], vectors(alone)[0]);
  });

  it('tells both uses of a text apart only where the model does', async () => {
    for (const kind of ['query', 'passage']) {
      const result = await homing(['embed', '--kind', kind, '--lines'], { input: 'text' });
      assert.equal(result.code, 0);
      vectors(result).forEach(checkUnit);
    }
  });

  it('answers each line as it comes', async () => {
    const { child, ended } = start(['embed']);
    for (const text of ['first', 'second']) {
      child.stdin.write(`${JSON.stringify({ text })}\n`);
      const [answer] = (await once(child.stdout, 'data')) as [string];
      checkUnit(JSON.parse(answer) as number[]);
    }
    child.stdin.end();
    assert.equal((await ended).code, 0);
  });

  it('answers a bad line in its place, says which it was and goes on', async () => {
    const result = await homing(['embed', '--model', 'student-static'], {
      input: '{"text":"a"}\n{"text":1}\n\n{"text":"b"}\n',
    });
    assert.equal(result.code, 1);
    const lines = result.stdout.trimEnd().split('\n');
    assert.equal(lines.length, 4);
    assert.deepEqual(
      lines.map((line) => Array.isArray(JSON.parse(line))),
      [true, false, false, true],
    );
    assert.deepEqual(Object.keys(JSON.parse(lines[1] ?? '') as object), ['error']);
    assert.match(result.stderr, /^homing: Line 2: .*\nhoming: Line 3: .*\n$/);
  });

  it('takes no folder for its input', function () {
    if (process.platform === 'win32') this.skip();
    const folder = openSync(temporaryFolder(), 'r');
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'embed'], {
      stdio: [folder, 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    closeSync(folder);
    assert.deepEqual([status, stdout], [1, '']);
    assert.equal(stderr, 'homing: Standard input is a folder: redirect a file into it.\n');
  });

  it('says that its output has no room', function () {
    if (!existsSync('/dev/full')) this.skip();
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [bin, 'embed', '--model', 'student-static'], {
      input: '{"text":"a"}\n',
      stdio: ['pipe', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'homing: The results cannot be written, the disk is full: let them go somewhere else.\n',
    );
  });

  it('is done with no input at once', async () => {
    const result = await homing(['embed', '--model', 'student-static'], { input: '' });
    assert.deepEqual(result, { code: 0, stdout: '', stderr: '' });
  });
});
