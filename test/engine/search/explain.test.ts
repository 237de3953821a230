import assert from 'node:assert/strict';
import { bestLines, sharedWords } from '../../../src/engine/search/explain.ts';
import { ShownLines } from '../../../src/engine/search/shownLines.ts';
import { createHashEncoders, createPlace, open, request, update } from '../index/support.ts';

describe('Why a chunk is a hit', () => {
  it('is told only where it is asked for', async () => {
    const place = createPlace({
      'src/wire.py': 'def send(blob):\n    """Tries again."""\n    # pause\n    return retryUpload(blob)\n',
    });
    const engine = await open(place);
    try {
      await update(engine);
      const [plain] = (await engine.search(request('retry the uploads'))).hits;
      assert.ok(plain !== undefined && !('why' in plain));
      const [hit] = (await engine.search(request('retry the uploads', { explain: true }))).hits;
      assert.ok(hit?.why !== undefined);
      assert.ok(hit.why.lines.includes(4));
      assert.deepEqual(hit.why.words, ['retry', 'upload']);
      const shares = hit.why.signals.map(({ share }) => share);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => b - a),
      );
      assert.deepEqual({ ...hit, why: undefined }, { ...plain, why: undefined });
    } finally {
      await engine.close();
      place.dispose();
    }
  });
  it('names at most three lines, none far behind the best', () => {
    assert.deepEqual(bestLines([0, 1, 0.9, 0.2, 1, 0.95]), [1, 4, 5]);
    assert.deepEqual(bestLines([0, 0]), []);
    assert.deepEqual(bestLines([]), []);
  });
  it('is looked for in the beginning of a text without end', async () => {
    const { staticStudent } = createHashEncoders();
    const lines = await new ShownLines(staticStudent).of(`retry\n${'word '.repeat(200_000)}\nagain`);
    assert.equal(lines[0]?.text, 'retry');
    assert.ok(lines.reduce((sum, { text }) => sum + text.length, 0) < 50_000);
  });
  it('gives words as the text writes them', () => {
    const wanted = new Set(['retry', 'http']);
    assert.deepEqual(sharedWords('HTTPServer retries retry_count http', wanted), [
      'http',
      'retries',
      'retry',
    ]);
  });
});
