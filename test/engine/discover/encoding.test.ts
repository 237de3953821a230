import assert from 'node:assert/strict';
import { decode } from '../../../src/engine/discover/decode.ts';

/** Each encoding with a comment as people write it. */
const comments: Readonly<Record<string, string>> = {
  'windows-1251': 'Повторяет неудачную отправку файла на сервер',
  'koi8-r': 'Повторяет неудачную отправку файла на сервер',
  shift_jis: '失敗したアップロードを五回まで繰り返す',
  'euc-jp': '失敗したアップロードを五回まで繰り返す',
  gb18030: '如果上传失败，最多重试五次，并且每次等待更长的时间',
  big5: '如果上傳失敗，最多重試五次，並且每次等待更長的時間',
  'euc-kr': '업로드에 실패하면 최대 다섯 번까지 다시 시도합니다',
  'iso-8859-7': 'Επαναλαμβάνει την αποτυχημένη αποστολή του αρχείου',
  'windows-1252': 'Größe der Datei, die erneut übertragen werden muß',
};

const code = Array.from(
  { length: 40 },
  (_, at) => `function step${at}(path) {\n  return send(path, ${at});\n}\n`,
);

/** `text` as bytes, by what the decoder makes of one byte and of two. */
function encode(encoding: string, text: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const bytesOf = new Map<string, readonly number[]>();
  for (let first = 0; first < 256; first++) {
    for (let second = 0x40; first >= 0x81 && second < 0xff; second++) {
      const character = decoder.decode(Uint8Array.of(first, second));
      if (Array.from(character).length === 1) bytesOf.set(character, [first, second]);
    }
    bytesOf.set(decoder.decode(Uint8Array.of(first)), [first]);
  }
  return Buffer.from(
    Array.from(text).flatMap((character) => bytesOf.get(character) ?? assert.fail(character)),
  );
}

function check(bytes: Buffer, text: string): void {
  assert.deepEqual(decode(bytes), { type: 'text', text });
}

describe('decode tells', () => {
  for (const [encoding, comment] of Object.entries(comments)) {
    it(`${encoding}, of a document and of one comment in code`, () => {
      check(encode(encoding, `${comment}\n\n${comment}.\n`), `${comment}\n\n${comment}.\n`);
      const text = `${code.slice(0, 20).join('')}// ${comment}\r\n${code.slice(20).join('')}`;
      check(encode(encoding, text), text);
    });
  }

  it('UTF-16 without a mark, in both orders and in every script', () => {
    for (const comment of Object.values(comments)) {
      const text = `// ${comment}\r\n${code.join('')}\u4e00 🦉\n`;
      const bytes = Buffer.from(text, 'utf16le');
      check(bytes, text);
      check(Buffer.from(bytes).swap16(), text);
    }
  });

  it('UTF-8 that is broken in a place, in every script', () => {
    for (const comment of Object.values(comments)) {
      const text = `${code.join('')}// ${comment}\n`;
      for (const broken of [Buffer.of(0xff), Buffer.from('\u4e00').subarray(0, 2)]) {
        check(Buffer.concat([Buffer.from(text), broken]), `${text}\ufffd`);
        check(Buffer.concat([Buffer.from('\ufeff'), broken, Buffer.from(text)]), `\ufffd${text}`);
      }
    }
  });

  it('binary from UTF-16', () => {
    for (const bytes of [
      Buffer.from(Uint16Array.from({ length: 500 }, (_, at) => at).buffer),
      Buffer.from(Uint32Array.from({ length: 500 }, (_, at) => 0x41 + (at % 26)).buffer),
      Buffer.from(Float64Array.from({ length: 500 }, (_, at) => at * 0.5).buffer),
      Buffer.from('name\0value\0', 'latin1'),
      Buffer.concat([Buffer.from(code.join(''), 'utf16le'), Buffer.of(0)]),
      Buffer.from('def nul():\n  return "\0"\n'),
      Buffer.from(`${code.join('')}\ud800`, 'utf16le'),
    ])
      assert.deepEqual(decode(bytes), { type: 'binary' });
  });

  it('no encoding by a letter or two', () => {
    check(Buffer.from(`${code.join('')}// na\xefve f\xfcr\n`, 'latin1'), `${code.join('')}// naïve für\n`);
  });
});
