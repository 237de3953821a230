import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EngineError } from '../../../src/engine/errors.ts';
import { parseQuery, type ParsedQuery } from '../../../src/engine/search/query.ts';
import { request } from '../index/support.ts';

describe('A query', () => {
  const nothing: ParsedQuery = {
    text: '',
    phrases: [],
    excluded: [],
    paths: [],
    languages: [],
    kinds: [],
    symbols: [],
    not: { paths: [], languages: [], kinds: [], symbols: [] },
  };
  const check = (text: string, expected: Partial<ParsedQuery>): void => {
    assert.deepEqual(parseQuery(request(text)), { ...nothing, ...expected });
  };

  it('is free text', () => check('where do we retry', { text: 'where do we retry' }));
  it('takes operators out of the text', () =>
    check('retry path:src/** lang:Go kind:code symbol:Do', {
      text: 'retry',
      paths: ['src/**'],
      languages: ['Go'],
      kinds: ['code'],
      symbols: ['Do'],
    }));
  it('takes values with spaces in quotes', () =>
    check('x path:"my docs/*"', { text: 'x', paths: ['my docs/*'] }));
  it('cuts what is no name, and leaves out what is more than anybody reads', () => {
    check(`open ${'a'.repeat(100_000)} now`, { text: `open ${'a'.repeat(256)}` });
    check(`open ${'a'.repeat(1_000)} now`, { text: `open ${'a'.repeat(256)} now` });
    check(`open.${'日本'.repeat(300)}。now`, { text: `open.${'日本'.repeat(128)}。now` });
    check('word '.repeat(20_000), { text: 'word '.repeat(2_000).trim() });
  });
  it('searches a phrase and demands it', () =>
    check('the "exact words" here', { text: 'the exact words here', phrases: ['exact words'] }));
  it('forgives a quote that is not closed', () =>
    check('path:"src/re upload', { text: 'upload', paths: ['src/re'] }));
  it('excludes what stands in quotes, whatever it is', () =>
    check('maps -"=>" -"#todo" -"@x y"', { text: 'maps', excluded: ['=>', '#todo', '@x y'] }));
  it('excludes words and phrases', () =>
    check('cache -redis -"in memory"', { text: 'cache', excluded: ['redis', 'in memory'] }));
  it('rules out by path, language, kind and symbol', () =>
    check('x -path:test/** -lang:ts,py -kind:docs -symbol:main', {
      text: 'x',
      not: { paths: ['test/**'], languages: ['ts', 'py'], kinds: ['docs'], symbols: ['main'] },
    }));
  it('takes several names with commas, but for those of one name', () => {
    check('x symbol:foo,bar -symbol:baz,', {
      text: 'x',
      symbols: ['foo', 'bar'],
      not: { ...nothing.not, symbols: ['baz'] },
    });
    check('x symbol:Map<K,list<T>>::get,Set', { text: 'x', symbols: ['Map<K,list<T>>::get', 'Set'] });
    check('x symbol:"Install, then run"', { text: 'x', symbols: ['Install, then run'] });
    check('symbol:App\\User', { text: 'App::User', symbols: ['App\\User'] });
  });
  it('does not mind an operator that is still being typed', () => {
    assert.equal(parseQuery(request('x kind:co', { typing: true })).text, 'x');
    fails('x kind:co y', 'queryInvalid', { typing: true });
    assert.deepEqual(parseQuery(request('x lang:go,pytho', { typing: true })).languages, ['go']);
    assert.deepEqual(parseQuery(request('x lang:pytho y', { typing: true })).languages, ['pytho']);
  });
  it('keeps what only looks like an operator', () => {
    check('a - b', { text: 'a - b' });
    check('call --force', { text: 'call --force' });
    check('http://x path:', { text: 'http://x path:' });
    check('std::vector', { text: 'std::vector' });
  });
  it('looks for the name where nothing but a name is asked for', () =>
    check('symbol:openFile', { text: 'openFile', symbols: ['openFile'] }));
  it('is taken as it is when it is literal', () => {
    assert.equal(parseQuery(request('-a path:b', { literal: true })).text, '-a path:b');
  });
  it('keeps its operators apart from the request’s filters', () => {
    assert.deepEqual(parseQuery(request('x path:a', { paths: ['b'] })).paths, ['a']);
  });

  const fails = (text: string, code: string, changes = {}): void => {
    assert.throws(
      () => parseQuery(request(text, changes)),
      (error) => error instanceof EngineError && error.code === code,
    );
  };
  it('must not be empty', () => {
    for (const text of ['', '  \n', 'path:src', '-word', '""']) fails(text, 'queryEmpty');
  });
  it('must ask for 1 to 1000 hits', () => {
    for (const k of [0, -1, 1.5, 1001, NaN]) fails('x', 'queryInvalid', { k });
  });
  it('must name a kind that exists', () => fails('x kind:music', 'queryInvalid'));

  it('never fails otherwise, whatever it says', () => {
    const pieces = fc.constantFrom(
      '"',
      '-',
      'path:',
      'lang:',
      'kind:code',
      ' ',
      ':',
      'word',
      '\\',
      '*',
      '(',
      '日本',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          assert.notEqual(parseQuery(request(text)).text.trim(), '');
        } catch (error) {
          assert.ok(error instanceof EngineError && ['queryEmpty', 'queryInvalid'].includes(error.code));
        }
      }),
    );
  });
});
