import assert from 'node:assert/strict';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { loadManifest, readModelFile } from '../../../src/engine/embed/manifest.ts';
import { EngineError, type ErrorCode } from '../../../src/engine/errors.ts';
import { preparationVersion } from '../../../src/engine/tokenize/prepare.ts';
import { changeManifest, encoderOptions, models, withCopy } from './models.ts';

/** Changes one bit in the middle of a file. */
async function damage(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const middle = Math.floor((await file.stat()).size / 2);
  const { buffer } = await file.read(new Uint8Array(1), 0, 1, middle);
  await file.write(Uint8Array.of((buffer[0] ?? 0) ^ 1), 0, 1, middle);
  await file.close();
}

/** Opens both students of a copy that `change` has touched, and expects an error of `code` that says `words`. */
async function check(
  change: (folder: string) => Promise<void>,
  code: ErrorCode,
  words: RegExp,
): Promise<void> {
  await withCopy(async (folder) => {
    await change(folder);
    const opening = async (): Promise<void> => {
      const encoders = await openEncoders(encoderOptions(folder));
      await encoders.student().finally(() => encoders.close());
    };
    await assert.rejects(opening, (error) => {
      assert.ok(error instanceof EngineError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, words);
      return true;
    });
  });
}

describe('a model', () => {
  it('names its files, and hands out what it has checked', async () => {
    const manifest = await loadManifest(join(models, 'student'), 'student');
    assert.equal(manifest.dims, 128);
    const bytes = await readModelFile(manifest, 'vocabulary');
    assert.equal(bytes.length, manifest.files['vocabulary']?.bytes);
  });

  it('has at most 20 MB', async () => {
    const { files } = await loadManifest(join(models, 'student'), 'student');
    assert.ok((files['model']?.bytes ?? Infinity) <= 20_000_000);
  });

  for (const file of [
    'student/model.onnx',
    'student-static/table.int8.bin',
    'student-static/scales.f32.bin',
    'vocab.txt',
  ]) {
    it(`with one wrong bit in ${file} is damaged`, () =>
      check((folder) => damage(join(folder, file)), 'modelDamaged', /wrong checksum.*reinstall/));

    it(`without ${file} is missing`, () =>
      check((folder) => rm(join(folder, file)), 'modelMissing', /is missing.*reinstall/));
  }

  for (const kind of ['student', 'student-static']) {
    const manifestOf = (folder: string): string => join(folder, kind, 'manifest.json');

    it(`whose ${kind} has no manifest is missing`, () =>
      check((folder) => rm(manifestOf(folder)), 'modelMissing', /is missing/));

    it(`whose ${kind} manifest is not JSON is damaged`, () =>
      check((folder) => writeFile(manifestOf(folder), '{'), 'modelDamaged', /not a valid model manifest/));

    it(`whose ${kind} manifest names no files is damaged`, () =>
      check((folder) => changeManifest(manifestOf(folder), { files: {} }), 'modelDamaged', /not a valid/));

    it(`whose ${kind} was trained with another text preparation is incompatible`, () =>
      check(
        (folder) => changeManifest(manifestOf(folder), { preparation: preparationVersion + 1 }),
        'modelIncompatible',
        /preparation/,
      ));

    it(`whose ${kind} has other dimensions is incompatible`, () =>
      check(
        (folder) => changeManifest(manifestOf(folder), { dims: 384 }),
        'modelIncompatible',
        /128 dimensions/,
      ));

    it(`whose ${kind} is of the other kind is incompatible`, () =>
      check((folder) => changeManifest(manifestOf(folder), { kind: 'other' }), 'modelIncompatible', /kind/));
  }

  for (const tokenWeights of [
    'none',
    {},
    { repetition: 0, fading: 80 },
    { repetition: 2, fading: 80 },
    { repetition: 0.5, fading: 0 },
  ]) {
    it(`whose static student weighs tokens by ${JSON.stringify(tokenWeights)} is damaged`, () =>
      check(
        (folder) => changeManifest(join(folder, 'student-static', 'manifest.json'), { tokenWeights }),
        'modelDamaged',
        /not a valid model manifest/,
      ));
  }
});
