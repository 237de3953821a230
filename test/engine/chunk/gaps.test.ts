import assert from 'node:assert/strict';
import { withoutGaps } from '../../../src/engine/chunk/gaps.ts';
import { assertTiling, chunksOf } from './chunking.ts';

interface Finished {
  readonly path: string;
  /** What its grammar does not know. */
  readonly what: string;
  readonly lines: readonly string[];
  /** All of what it declares. */
  readonly names: readonly string[];
}

const files: readonly Finished[] = [
  {
    path: 'factory.ts',
    what: 'signatures of calls without semicolons',
    lines: [
      'export interface Handlers<E> {',
      '  <I extends Input = {}, R = any>(handler1: H<E, I, R>): [H<E, I, R>]',
      '  // two',
      '  <I extends Input = {}, R = any>(handler1: H<E, I, R>, handler2: H<E, I, R>): [H<E, I, R>, H<E, I, R>]',
      '  <',
      '    I extends Input = {},',
      '    R = any,',
      '  >(',
      '    handler1: H<E, I, R>,',
      '    handler2: H<E, I, R>,',
      '    handler3: H<E>',
      '  ): [H<E, I, R>, H<E, I, R>]',
      '}',
      '',
      'export class Factory<E> {',
      '  createApp(options?: Opts<E>): Hono<E> {',
      '    return new Hono<E>(options)',
      '  }',
      '}',
      '',
      'export const createFactory = <E>(init?: { a?: E }): Factory<E> => new Factory<E>(init)',
    ],
    names: ['Handlers', 'Factory', 'createApp', 'createFactory'],
  },
  {
    path: 'variance.ts',
    what: 'how a type parameter may vary',
    lines: [
      'export interface Shape<',
      '  out Area = unknown,',
      '  in Length = unknown,',
      '> {',
      '  area(): Area;',
      '}',
      '',
      'export interface Box<out T> {',
      '  get(): T;',
      '}',
    ],
    names: ['Shape', 'area', 'Box', 'get'],
  },
  {
    path: 'handler.kt',
    what: 'an interface of one function',
    lines: [
      'package p',
      '',
      'fun interface Handler {',
      '    fun handleIt(x: Int)',
      '}',
      '',
      'fun interface Failing<E : Exception> {',
      '    fun handleError(x: E)',
      '}',
      '',
      'class Plain {',
      '    fun plainIt() {}',
      '}',
    ],
    names: ['Handler', 'handleIt', 'Failing', 'handleError', 'Plain', 'plainIt'],
  },
  {
    path: 'query.kt',
    what: 'functions of what may be null, and branches below a call',
    lines: [
      'class Query<T> {',
      '    fun adjust(body: Op<Boolean>?.() -> Op<Boolean>): T = apply { having = having.body() } as T',
      '',
      '    fun next(getter: java.net.Connection.() -> T) = when (x) {',
      '        is Circle if x.isRound -> 1',
      '        is Square -> area()',
      '        (y as Int) -> 2',
      '        else -> 3',
      '    }',
      '',
      '    fun status(code: Int) = also { response().status.code = code }',
      '}',
    ],
    names: ['Query', 'adjust', 'next', 'status'],
  },
  {
    path: 'column.kt',
    what: 'a constructor of a class that leaves what it does to another',
    lines: [
      'class Column<T>(val delegate: Type<T>) : Type<T> by delegate {',
      '    val sequence: Sequence?',
      '        get() = known ?: name?.let {',
      '            Sequence(it)',
      '        }',
      '',
      '    constructor(delegate: Type<T>, sequence: Sequence) : this(delegate, sequence.name) {',
      '        known = sequence',
      '    }',
      '',
      '    fun guess(type: String): String? = null',
      '}',
    ],
    names: ['Column', 'sequence', 'guess'],
  },
  {
    path: 'box.kt',
    what: 'a class that leaves what it does to another, which is no error',
    lines: ['class Box(val shape: Shape) : Shape by shape {', '    fun open(): Int = 2', '}'],
    names: ['Box', 'open'],
  },
  {
    path: 'Breaker.scala',
    what: 'modifiers of an enumeration, and two lists of arguments for what is extended',
    lines: [
      'private[breaker] enum State:',
      '  case Open(since: Long)',
      '  case Closed',
      '',
      '  def isOpen: Boolean = this != Closed',
      '',
      'class ListHash[A](implicit ev: Hash[A]) extends ListEq[A]()(ev) with Hash[List[A]] {',
      '  def hash(x: List[A]): Int = 1',
      '}',
    ],
    names: ['State', 'Open', 'Closed', 'isOpen', 'ListHash', 'hash'],
  },
  {
    path: 'theme.rs',
    what: 'macros that are called as types are',
    lines: ['missing', 'empty', 'fonts'].flatMap((name) => [
      '#[test]',
      `fn ${name}() {`,
      '    Test::new().run(|cmd| {',
      '        cmd.expect(str![[r#"',
      "ERROR it's [TAB]{",
      '"#]]);',
      '    });',
      '}',
      '',
    ]),
    names: ['missing', 'empty', 'fonts'],
  },
];

describe('What a grammar does not know', () => {
  for (const { path, what, lines, names } of files) {
    for (const budget of [20, 60, 400]) {
      it(`costs no name, and makes none: ${what}, in chunks of ${budget} tokens`, async () => {
        const text = `${lines.join('\n')}\n`;
        const chunks = await chunksOf(path, text, budget);
        assertTiling(chunks, text);
        const found = chunks.flatMap(({ symbol, trail, alsoDeclares = [] }) => [
          ...trail,
          ...(symbol === null ? [] : [symbol]),
          ...alsoDeclares,
        ]);
        assert.deepEqual([...new Set(found)].sort(), [...names].sort());
      });
    }
  }

  it('is looked for in no file of another language', () => {
    const text = ['fun interface Handler', '  <T>(): U'];
    assert.equal(withoutGaps('python', text), text);
  });

  it('leaves the rows and, where there is none of it, the text', () => {
    assert.deepEqual(withoutGaps('kotlin', ['', 'fun interface Handler', '']), ['', 'interface Handler', '']);
    const text = ['interface Handler<T> {', '  a: T', '}'];
    assert.equal(withoutGaps('typescript', text), text);
  });
});
