import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  array,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
  tagged,
} from '../../src/protocol/decode.ts';
import { envelope } from '../../src/protocol/messages.ts';

interface Shape {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly colour: 'red' | 'blue' | null;
}

const shape = object<Shape>({ name: string, sizes: array(number), colour: nullable(oneOf('red', 'blue')) });

describe('a decoder', () => {
  it('gives back what has its shape, without what it does not know', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            name: fc.string(),
            sizes: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
            colour: fc.constantFrom('red', 'blue', null),
          },
          { noNullPrototype: true },
        ),
        (value) => {
          assert.deepEqual(shape({ ...value, more: 1 }, 'it'), value);
        },
      ),
    );
  });

  const wrong: readonly [string, unknown, RegExp][] = [
    ['no object', [], /^it should be an object$/],
    ['a missing property', { sizes: [] }, /^it\.name should be a string$/],
    ['an element of another type', { name: '', sizes: [1, '2'] }, /^it\.sizes\[1\] should be a number$/],
    ['a number that is none', { name: '', sizes: [Number.NaN] }, /^it\.sizes\[0\] should be a number$/],
    ['an unknown word', { name: '', sizes: [], colour: 'green' }, /^it\.colour should be one of red, blue$/],
  ];
  for (const [name, value, message] of wrong) {
    it(`names the place of ${name}`, () => {
      assert.throws(() => shape(value, 'it'), { name: 'TypeError', message });
    });
  }

  it('lets an optional property be absent, and nothing else than its type', () => {
    const maybe = object<{ readonly a?: number }>({ a: optional(number) });
    assert.deepEqual(maybe({}, 'it'), {});
    assert.deepEqual(maybe({ a: 1 }, 'it'), { a: 1 });
    assert.throws(() => maybe({ a: null }, 'it'), /it\.a should be a number/);
  });

  it('tells variants apart by their type', () => {
    const either = tagged<{ readonly type: 'a'; readonly x: number } | { readonly type: 'b' }>({
      a: object({ type: oneOf('a'), x: number }),
      b: object({ type: oneOf('b') }),
    });
    assert.deepEqual(either({ type: 'a', x: 1 }, 'it'), { type: 'a', x: 1 });
    assert.deepEqual(either({ type: 'b', x: 1 }, 'it'), { type: 'b' });
    assert.throws(() => either({ type: 'toString' }, 'it'), /it\.type should be one of a, b/);
  });

  it('of the wire throws nothing but TypeError, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          envelope(value, 'message');
        } catch (error) {
          assert.ok(error instanceof TypeError);
        }
      }),
    );
  });
});
