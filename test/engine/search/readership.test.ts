import assert from 'node:assert/strict';
import { readershipOf, type Readership } from '../../../src/engine/search/readership.ts';

describe('Who a question asks', () => {
  const check = (expected: Readership, ...queries: readonly string[]): void =>
    assert.deepEqual(
      queries.map((query) => [query, readershipOf(query)]),
      queries.map((query) => [query, expected]),
    );

  it('is code where it asks how something is done', () =>
    check('code', 'how is a lock released', 'How does the parser recover?', 'how are I/O errors wrapped'));
  it('is code where it asks where something is done, by us too', () =>
    check('code', 'where are sessions kept', 'where do we retry failed uploads'));
  it('is code where it names what is to be explained', () =>
    check('code', 'how the parser recovers from errors', 'how  middleware chains are composed'));
  it('is a manual where the reader asks how to do it', () =>
    check('manual', 'how do I sign in', 'how to sign in', 'How can we sign in?', 'can a guest sign in'));
  it('is a manual where the reader speaks of himself', () =>
    check(
      'manual',
      "my key is not accepted, what's wrong",
      'tell me when it is done.',
      "where I've logged in",
    ));
  it('is a manual where it asks for a reason or for advice', () =>
    check('manual', 'why is it slow', 'should vendor be committed to git'));
  it('is either where it is code, whatever its variables are called', () =>
    check(
      'either',
      'for i in range(10)',
      'for (let i = 0; i < n; i++)',
      'my $self = shift',
      'items.map(i => i + 1)',
      'if i == 0 return me.value',
    ));
  it('is nobody where it is key words', () =>
    check(
      'keywords',
      'retry failed uploads',
      'leap second table',
      'ipv6, zero groups',
      'TCP/IP error codes',
    ));
  it('is either where the form says nothing', () =>
    check(
      'either',
      'retry',
      'openFile',
      'openFile retry',
      'open_file retry',
      'uploads that failed',
      '',
      'how long does it wait',
      'how do we sign in',
      'cannot open it',
      'must hold the lock',
      'I/O',
    ));
});
