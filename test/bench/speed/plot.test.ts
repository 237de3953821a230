import assert from 'node:assert/strict';
import { plot } from './plot.ts';

describe('The plot of the bench', () => {
  it('draws every series of every chart, larger values higher up', () => {
    const svg = plot(
      [
        { title: 'index', unit: 's', series: [{ name: 'seconds', values: [1, 10, 100] }] },
        {
          title: 'question',
          unit: 'ms',
          series: [
            { name: 'p50', values: [2, 3, 5] },
            { name: 'p95', values: [4, 6, 9] },
          ],
        },
      ],
      [1_000, 10_000, 100_000],
      'chunks',
    );
    assert.equal(svg.match(/<polyline/g)?.length, 3);
    assert.equal(svg.match(/<circle/g)?.length, 9);
    const heights = [...(/points="([^"]+)"/.exec(svg)?.[1] ?? '').matchAll(/,([\d.]+)/g)].map(([, y]) =>
      Number(y),
    );
    assert.deepEqual(
      heights,
      heights.toSorted((a, b) => b - a),
    );
    assert.match(svg, />100k</);
    assert.doesNotMatch(svg, /NaN|undefined/);
  });

  it('leaves out what was not measured, and says so', () => {
    const chart = { title: 'index', unit: 's', series: [{ name: 'seconds', values: [1, null, 100] }] };
    const svg = plot([{ ...chart, note: 'not measured at 10000' }], [1_000, 10_000, 100_000], 'chunks');
    assert.equal(svg.match(/<circle/g)?.length, 2);
    assert.match(svg, />not measured at 10000</);
    assert.doesNotMatch(svg, /NaN|null/);
  });
});
