import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine.ts';
import { EngineError } from '../../../src/engine/errors.ts';
import type { SearchRequest } from '../../../src/engine/types.ts';
import { createPlace, open, pathsFound, request, update, type Files, type Place } from '../index/support.ts';

describe('Search', () => {
  let place: Place;
  let engine: Engine;

  before(async () => {
    place = createPlace({
      'src/connection.ts': 'export function openConnection(host: string) {\n  return dial(host);\n}\n',
      'src/view.tsx': 'export function ConnectionView() {\n  return paint();\n}\n',
      'src/wire.py': 'def retry_upload(blob):\n    return send(blob)\n',
      'src/native.cpp': 'int handshake(int socket) {\n  return socket + 1;\n}\n',
      'test/wire_test.py': 'def test_retry_upload():\n    assert retry_upload(None)\n',
      'docs/guide.md': '# Uploads\n\nAn upload goes over a connection and is sent again.\n',
    });
    engine = await open(place);
    await update(engine);
  });
  after(async () => {
    await engine.close();
    place.dispose();
  });

  const finds = async (text: string, expected: string[], changes?: Partial<SearchRequest>): Promise<void> => {
    assert.deepEqual((await pathsFound(engine, text, changes)).sort(), expected);
  };

  it('takes the names that people give to languages', async () => {
    await finds('x lang:c++', ['src/native.cpp']);
    await finds('x lang:py -path:test', ['src/wire.py']);
    await finds('x lang:ts', ['src/connection.ts', 'src/view.tsx']);
    await finds('x lang:typescript', ['src/connection.ts']);
    await finds('x', ['docs/guide.md'], { languages: ['md'] });
  });
  it('says which languages are known, where one is not', async () => {
    const fails = (text: string, known: RegExp, changes?: Partial<SearchRequest>): Promise<void> =>
      assert.rejects(
        engine.search(request(text, changes)),
        (error) => error instanceof EngineError && error.code === 'queryInvalid' && known.test(error.message),
      );
    await fails('x lang:pyhton', /pyhton is not known: write one such as python\b/);
    await fails('x -lang:typesript', /such as typescript\b/);
    await fails('x lang:ts,klingon', /such as typescript, python, cpp, markdown\.$/);
    await fails('x', /such as rust\b/, { languages: ['rusty'] });
    await finds('x lang:pyw -path:test', ['src/wire.py']);
    await finds('x lang:rust', []);
  });
  it('rules out what is not wanted', async () => {
    await finds('x -lang:py -lang:ts -kind:docs', ['src/native.cpp']);
    await finds('upload -path:src -path:docs', ['test/wire_test.py']);
    await finds('x lang:ts -symbol:openConnection', ['src/view.tsx']);
  });
  it('takes a symbol by its name, by a word of it, and misspelt', async () => {
    await finds('symbol:open_connection', ['src/connection.ts']);
    await finds('symbol:upload', ['src/wire.py', 'test/wire_test.py'], { kinds: ['code'] });
    await finds('symbol:retryuplaod', ['src/wire.py']);
    await finds('symbol:nothingLikeIt', []);
  });
  it('finds a declaration whose name is misspelt', async () => {
    assert.equal((await pathsFound(engine, 'opneConnection'))[0], 'src/connection.ts');
  });
  it('finds the beginning of a word only while it is being typed', async () => {
    const lexical = { mode: 'lexical', typing: true } as const;
    await finds('handsh', ['src/native.cpp'], lexical);
    await finds('retryUplo', ['docs/guide.md', 'src/wire.py', 'test/wire_test.py'], lexical);
    await finds('handsh', [], { mode: 'lexical' });
    await finds('handsh ', [], lexical);
    await finds('ha', [], lexical);
  });
});

describe('A search in another language than English', () => {
  it('finds the beginning of a word with accents, however they are put', async () => {
    const place = createPlace({ 'docs/pruefen.md': '# Ablauf\n\nDie Überprüfung der Signatur.\n' });
    const engine = await open(place);
    try {
      await update(engine);
      for (const text of ['Überpr', 'überprü', 'uberpru', 'Überprü'.normalize('NFD')]) {
        assert.deepEqual(
          await pathsFound(engine, text, { mode: 'lexical', typing: true }),
          ['docs/pruefen.md'],
          text,
        );
      }
    } finally {
      await engine.close();
      place.dispose();
    }
  });
});

describe('A search for a name', () => {
  it('finds a class and its first member, though they share lines', async () => {
    const place = createPlace({
      'session.ts': `export class Session {\n  renew(token: string) {\n${'    token = sign(token, token, 16);\n'.repeat(30)}  }\n}\n`,
    });
    const engine = await open(place);
    try {
      await update(engine);
      for (const text of ['symbol:Session', 'Session', 'symbol:renew', 'renew']) {
        const { hits } = await engine.search(request(text));
        const name = text.replace('symbol:', '');
        assert.deepEqual([hits[0]?.startLine, hits[0]?.symbol], [1, name]);
      }
      const { hits } = await engine.search(request('sign a token symbol:Session'));
      assert.deepEqual(
        hits.map(({ symbol }) => symbol),
        ['Session'],
      );
    } finally {
      await engine.close();
      place.dispose();
    }
  });

  it('finds where a name is passed on that no file declares', async () => {
    const place = createPlace({
      'lib.rs': '//! Uploads.\n\npub use wire_core::{Session, RetryPolicy};\n',
      'client.rs': 'fn open(policy: RetryPolicy) -> u8 {\n    renew(policy)\n}\n',
    });
    const engine = await open(place);
    try {
      await update(engine);
      for (const text of ['symbol:RetryPolicy', 'RetryPolicy']) {
        const { hits } = await engine.search(request(text));
        assert.deepEqual([hits[0]?.path, hits[0]?.symbol], ['lib.rs', 'RetryPolicy'], text);
      }
    } finally {
      await engine.close();
      place.dispose();
    }
  });

  it('finds those who bear it like it when nobody bears it any more', async () => {
    const place = createPlace({
      'wire.py': 'def retry(blob):\n    return send(blob)\n',
      'upload.py': 'def retry_upload(blob):\n    return send(blob)\n',
    });
    const engine = await open(place);
    try {
      await update(engine);
      assert.deepEqual(await pathsFound(engine, 'symbol:retry'), ['wire.py']);
      place.remove('wire.py');
      await update(engine);
      assert.deepEqual(await pathsFound(engine, 'symbol:retry'), ['upload.py']);
    } finally {
      await engine.close();
      place.dispose();
    }
  });

  it('finds who bears it now behind many who bore it and are gone', async () => {
    const declaring = (folder: string, name: string, count: number): Files =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `${folder}/f${at}.py`,
          `def ${name}(blob):\n    return ${'x'.repeat(at + 1)}\n`,
        ]),
      );
    // More than are candidates whatever is asked.
    const place = createPlace({
      ...declaring('other', 'parse', 450),
      ...declaring('old', 'retransmission', 110),
    });
    const engine = await open(place);
    try {
      await update(engine);
      await pathsFound(engine, 'opneConnection');
      place.remove('old');
      place.write(declaring('new', 'retransmission', 1));
      await update(engine);
      assert.ok((await pathsFound(engine, 'retransmision')).includes('new/f0.py'));
    } finally {
      await engine.close();
      place.dispose();
    }
  });
});
