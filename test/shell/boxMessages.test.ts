import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFromBox } from '../../src/webview/messages.ts';

describe('a message from the query box', () => {
  it('is taken as it was sent', () => {
    const query = { type: 'query', text: 'boat', kinds: ['docs'], submitted: true } as const;
    assert.deepEqual(parseFromBox(query), query);
    assert.deepEqual(parseFromBox({ type: 'ready' }), { type: 'ready' });
    assert.deepEqual(parseFromBox({ type: 'leave' }), { type: 'leave' });
  });

  it('loses what is unknown in it', () => {
    assert.deepEqual(parseFromBox({ type: 'query', text: 'x', kinds: ['code', 'music'], submitted: 'yes' }), {
      type: 'query',
      text: 'x',
      kinds: ['code'],
      submitted: false,
    });
  });

  it('of any other kind is none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const parsed = parseFromBox(value);
        assert.ok(parsed === null || ['ready', 'query', 'leave'].includes(parsed.type));
      }),
    );
    assert.equal(parseFromBox({ type: 'query', text: 1, kinds: [] }), null);
  });
});
