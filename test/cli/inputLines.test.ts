import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inputLines } from '../../src/cli/inputLines.ts';

async function linesOf(...chunks: readonly (Buffer | string)[]): Promise<string[]> {
  async function* stream(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  }
  const lines: string[] = [];
  for await (const group of inputLines(stream())) lines.push(...group);
  return lines;
}

describe('lines of standard input', () => {
  it('end with LF or CRLF, and the last one needs no end', async () => {
    assert.deepEqual(await linesOf('a\nb\r\nc'), ['a', 'b', 'c']);
    assert.deepEqual(await linesOf('a\n'), ['a']);
    assert.deepEqual(await linesOf(''), []);
  });

  it('may be empty', async () => {
    assert.deepEqual(await linesOf('\n\r\n\na'), ['', '', '', 'a']);
  });

  it('are not ended by what only looks like an end', async () => {
    assert.deepEqual(await linesOf('a\u2028b\u2029c\u0085d\re\n'), ['a\u2028b\u2029c\u0085d\re']);
  });

  it('begin after a byte order mark', async () => {
    assert.deepEqual(await linesOf('\ufeffa\n\ufeffb'), ['a', '\ufeffb']);
  });

  it('come as soon as they are complete', async () => {
    let isSent = false;
    async function* stream(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('first\nsec'));
      isSent = true;
      yield await Promise.resolve(Buffer.from('ond\n'));
    }
    const groups = inputLines(stream());
    assert.deepEqual((await groups.next()).value, ['first']);
    assert.equal(isSent, false);
    assert.deepEqual((await groups.next()).value, ['second']);
  });

  it('survive invalid UTF-8', async () => {
    assert.deepEqual(await linesOf(Buffer.from([0x61, 0xff, 0x0a, 0x62, 0xe2, 0x82])), [
      'a\ufffd',
      'b\ufffd',
    ]);
  });

  it('are the same however the bytes are cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ä', '検', '👩', '\n', '\r\n', '\u2028') });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(30), { maxLength: 8 }), async (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const expected = whole.split(/\r?\n/);
        if (expected.at(-1) === '') expected.pop();
        assert.deepEqual(await linesOf(...chunks), expected);
      }),
    );
  });
});
