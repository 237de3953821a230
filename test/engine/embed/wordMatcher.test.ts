import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openStaticStudent } from '../../../src/engine/embed/staticStudent.ts';
import type { StaticEncoder } from '../../../src/engine/types.ts';

describe('Words matched by the static student', () => {
  let student: StaticEncoder;

  before(async () => {
    const models = join(import.meta.dirname, '..', '..', '..', 'models');
    ({ encoder: student } = await openStaticStudent(models));
  });

  const match = (word: string, text: string): number =>
    student.matcherOf([word])([student.tokenize(text)])[0]?.[0] ?? NaN;

  it('are met fully by themselves, whatever stands around them and however identifiers are written', () => {
    for (const text of ['delete', 'when you delete a file', 'deleteFile()', 'DELETE_ALL']) {
      assert.equal(match('delete', text), 1, text);
    }
  });
  it('are met better by words of like meaning than by others', () => {
    const like = match('delete', 'remove the file');
    const unlike = match('delete', 'paint the house');
    assert.ok(like > unlike + 0.1 && like < 1, `${like} ${unlike}`);
  });
  it('are met by the best word of a text, not by the mean of all', () => {
    const alone = match('delete', 'remove');
    const among = match('delete', 'paint the house, remove the fence, water the flowers');
    assert.ok(among >= alone);
  });
  it('are told apart, in their order', () => {
    const [sea = []] = student.matcherOf(['house', 'car'])([student.tokenize('the house by the sea')]);
    const [house, car] = sea;
    assert.equal(house, 1);
    assert.ok((car ?? 1) < 0.9);
  });
  it('are met by each text as by it alone', () => {
    const texts = ['remove the file', '', 'paint the house', 'remove', 'deleteFile()'].map((text) =>
      student.tokenize(text),
    );
    const match = student.matcherOf(['delete', 'house']);
    assert.deepEqual(
      match(texts),
      texts.map((text) => match([text])[0]),
    );
  });
  it('are met by nothing in an empty text, and nothing is asked by no words', () => {
    assert.equal(match('delete', ''), 0);
    assert.deepEqual(student.matcherOf([])([student.tokenize('some text')]), [[]]);
    assert.deepEqual(student.matcherOf(['delete'])([]), []);
    assert.equal(match('', 'some text'), 0);
  });
  it('stay between 0 and 1 for any signs', () => {
    for (const text of ['\u0000\u0001', '🙂🙃', '漢字', '____', '\ud800']) {
      const met = match('delete', text);
      assert.ok(met >= 0 && met <= 1, `${text}: ${met}`);
      assert.ok(match(text, 'some text') <= 1);
    }
  });
});
