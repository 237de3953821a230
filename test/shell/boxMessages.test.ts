import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFromBox } from '../../src/webview/messages.ts';

const filters = { kinds: ['docs'], language: 'markdown', path: 'docs/**', scope: 'openEditors' } as const;

describe('a message from the query box', () => {
  it('is taken as it was sent', () => {
    const query = { type: 'query', text: 'boat', filters, submitted: true } as const;
    assert.deepEqual(parseFromBox(query), query);
    assert.deepEqual(parseFromBox({ type: 'ready' }), { type: 'ready' });
    assert.deepEqual(parseFromBox({ type: 'wanted' }), { type: 'wanted' });
    assert.deepEqual(parseFromBox({ type: 'entered' }), { type: 'entered' });
    assert.deepEqual(parseFromBox({ type: 'leave' }), { type: 'leave' });
    assert.deepEqual(parseFromBox({ type: 'left' }), { type: 'left' });
  });

  it('loses what is unknown in it', () => {
    const strange = { kinds: ['code', 'music'], language: 7, scope: null };
    assert.deepEqual(parseFromBox({ type: 'query', text: 'x', filters: strange, submitted: 'yes' }), {
      type: 'query',
      text: 'x',
      filters: { kinds: ['code'], language: '', path: '', scope: '' },
      submitted: false,
    });
  });

  it('of any other kind is none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const parsed = parseFromBox(value);
        assert.ok(
          parsed === null || ['ready', 'query', 'wanted', 'entered', 'leave', 'left'].includes(parsed.type),
        );
      }),
    );
    assert.equal(parseFromBox({ type: 'query', text: 1, filters }), null);
    assert.equal(parseFromBox({ type: 'query', text: 'x' }), null);
  });
});
