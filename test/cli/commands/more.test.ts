import assert from 'node:assert/strict';
import type { Hit } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder } from '../homing.ts';

describe('homing search in files that have more', () => {
  let ledger: string;
  let storage: string;
  const inLedger = (...args: readonly string[]) =>
    homing(['search', 'refund a payment', '--folder', ledger, '--storage', storage, ...args]);
  const method = (name: string): string =>
    [
      `/** Gives the money of a ${name} back to the customer. */`,
      `export function refund${name}(payment: Payment): void {`,
      ...Array.from(
        { length: 12 },
        (_, at) => `  payment.refund(payment.account.customer, payment.amount - ${at}, '${name}');`,
      ),
      '}',
      '',
    ].join('\n');

  before(() => {
    storage = temporaryFolder();
    ledger = temporaryFolder({
      'ledger.ts': ['Card', 'Transfer', 'Voucher', 'Cash'].map(method).join('\n'),
      'till.ts': ['Note', 'Coin'].map(method).join('\n'),
    });
  });

  after(removeTemporaryFolders);

  interface Listed extends Hit {
    readonly more: number;
  }

  const list = async (...args: readonly string[]): Promise<readonly Listed[]> => {
    const { code, stdout, stderr } = await inLedger('--json', ...args);
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as { hits: readonly Listed[] }).hits;
  };
  const placeOf = ({ path: file, startLine }: Hit): string => `${file}:${startLine}`;

  it('tells with the last hit of each file how much more it has', async () => {
    const everything = await list('-k', '100');
    assert.ok(everything.length > 5, 'each function is a hit');
    assert.ok(everything.every(({ more }) => more === 0));
    const hits = await list('-k', '3');
    assert.deepEqual(hits.map(placeOf), everything.slice(0, 3).map(placeOf));
    for (const file of new Set(hits.map((hit) => hit.path))) {
      const ofFile = hits.filter((hit) => hit.path === file);
      const left = everything.slice(3).filter((hit) => hit.path === file).length;
      assert.deepEqual(
        ofFile.map(({ more }) => more),
        ofFile.map((_, at) => (at === ofFile.length - 1 ? left : 0)),
      );
    }
    const { stdout } = await inLedger('-k', '2');
    assert.match(stdout, /^ {2}\+\d more in this file$/m);
  });

  it('lists them behind the hits of their file where they are asked for', async () => {
    const [first] = await list('-k', '1');
    const hits = await list('-k', '1', '--all');
    assert.equal(hits.length, 1 + (first?.more ?? 0));
    assert.ok(hits.length > 1 && hits.every((hit) => hit.path === first?.path && hit.more === 0));
    const { stdout } = await inLedger('-k', '1', '--all');
    assert.ok(!stdout.includes('more in this file'));
    assert.equal(stdout.match(/^\S+\.ts:/gm)?.length, hits.length);
  });
});
