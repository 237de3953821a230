import assert from 'node:assert/strict';
import { readBatchLine, readEmbedLine } from '../../src/cli/jsonRequest.ts';
import { jsonLine } from '../../src/cli/terminal.ts';

function keepsId(id: string): void {
  const line = readBatchLine(`{"query":"x","id":${id}}`);
  assert.equal(line.type, 'query');
  assert.equal(jsonLine({ id: line.id }), `{"id":${id}}\n`);
}

function refuses(line: string, id: unknown): void {
  const parsed = readBatchLine(line);
  assert.equal(parsed.type, 'bad', line);
  assert.deepEqual(parsed.id, id);
}

describe('a line of a batch', () => {
  it('gives back its id as it was written, any JSON value', () => {
    for (const id of [
      '1',
      '"a"',
      'null',
      '1.0',
      '12345678901234567890',
      '[1e3,{"a":true}]',
      '-0',
      'false',
      '""',
    ]) {
      keepsId(id);
    }
  });

  it('takes its query as it is', () => {
    const line = readBatchLine('{"id":1,"query":" path:src \\"a\\" "}');
    assert.ok(line.type === 'query');
    assert.equal(line.text, ' path:src "a" ');
  });

  it('is bad without a query that can be answered, and keeps its id', () => {
    refuses('{"id":"a"}', 'a');
    refuses('{"id":"a","query":7}', 'a');
    refuses('{"id":"a","query":null}', 'a');
    refuses('{"id":"a","query":" \\n"}', 'a');
  });

  it('is bad, with id null, when it cannot be read', () => {
    for (const line of [
      '',
      ' ',
      '{',
      'null',
      '[]',
      '"x"',
      '7',
      '{"query":"x"}',
      '{"id":1,"query":"x"} trailing',
    ]) {
      refuses(line, null);
    }
  });

  it('is told to be no object where it is a bare value', () => {
    for (const line of ['7', '-1.5e3', '"x"', 'null', '[7]']) {
      const error = 'The line is not a JSON object: write {"id": …, "query": "…"}.';
      assert.deepEqual(readBatchLine(line), { type: 'bad', id: null, error });
      const forEmbed = 'The line is not a JSON object: write {"text": "…"}.';
      assert.deepEqual(readEmbedLine(line), { type: 'bad', error: forEmbed });
    }
  });
});

describe('a line to embed', () => {
  it('holds a text, which may be empty', () => {
    assert.deepEqual(readEmbedLine('{"text":"a\\u2028b","more":1}'), { type: 'text', text: 'a\u2028b' });
    assert.deepEqual(readEmbedLine('{"text":""}'), { type: 'text', text: '' });
  });

  it('is bad otherwise', () => {
    for (const line of ['', 'bare words', '{}', '{"text":1}', '{"text":null}', '["text"]', '3']) {
      assert.equal(readEmbedLine(line).type, 'bad', line);
    }
  });
});
