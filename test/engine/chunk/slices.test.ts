import assert from 'node:assert/strict';
import { createSyntaxParser } from '../../../src/engine/chunk/parse.ts';
import { GRAMMARS as TABLE } from '../../../src/engine/chunk/grammars.ts';
import { GRAMMARS } from './chunking.ts';

/** Types that JavaScript's grammar does not know: the parser is within an error most of the time. */
const typed = Array.from(
  { length: 60 },
  (_, at) => `
export type Config${at} = {|...Base, +start: ?number, callback?: ((value: ?{finished: boolean, ...}) => mixed)|};
const add${at} = function <T: {...}>(a: Node<T> | number, b: ?Config${at}): Node${at} {
  return new Addition(a, (b: any), ((...args: Array<T>): void => {}: Function));
};
`,
).join('');

describe('A file with errors', function () {
  this.timeout(60_000);
  const now = performance.now.bind(performance);
  afterEach(() => (performance.now = now));

  /** `pace`: milliseconds that the clock goes on at each look at it. */
  const treeAt = async (pace: number): Promise<string> => {
    const parser = await createSyntaxParser(GRAMMARS, { totalMs: 10_000, bytes: 2 ** 27 });
    let looks = 0;
    let pauses = 0;
    performance.now = () => pace * looks++;
    const pause = (): Promise<void> => {
      pauses++;
      return Promise.resolve();
    };
    const grammar = TABLE.get('javascript');
    assert.ok(grammar !== undefined);
    const tree = await parser.parse(grammar, typed, parser.allowance(), pause);
    performance.now = now;
    assert.ok(tree !== null && pauses > 0, `${pauses} pauses`);
    const told = tree.rootNode.toString();
    tree.delete();
    return told;
  };

  it('is parsed the same however fast the clock runs', async () => {
    const told = await treeAt(0);
    assert.match(told, /ERROR/);
    for (const pace of [0.3, 0.9, 1.7, 2.6, 4]) assert.equal(await treeAt(pace), told);
  });
});
