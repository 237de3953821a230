import assert from 'node:assert/strict';
import { oddsOfDocuments } from '../../../src/engine/search/evidence.ts';
import { measure, rankHybrid, rankMeasured } from '../../../src/engine/search/rank.ts';
import type { Candidate } from '../../../src/engine/search/ranked.ts';
import { defaultWeights } from '../../../src/engine/search/weights.ts';
import { candidate, numbered } from './rankedCandidates.ts';

describe('Evidence for code or for documents', () => {
  const code = candidate('a.go', { dense: 3, lexical: 0.8 });
  const docs = candidate('b.md', { kind: 'docs', dense: 3, lexical: 0.8 });
  const first = (query: string, candidates: readonly Candidate[], leaning = 0): string =>
    rankHybrid(query, numbered(candidates), leaning)[0]?.place.path ?? '';

  it('puts code first where nothing speaks for documents', () =>
    assert.equal(first('retry upload', [docs, code]), 'a.go'));
  it('puts documents first for words that are theirs', () =>
    assert.equal(first('retry upload', [code, docs], 12), 'b.md'));
  it('puts first the kind that is nearer in meaning', () =>
    assert.equal(first('retry upload', [candidate('a.go', { dense: 2 }), docs]), 'b.md'));
  it('shows the best of the less likely kind among the first few, however many of the other are as near', () => {
    const alike = Array.from({ length: 9 }, (_, at) => candidate(`${at}.go`, { dense: 3 }));
    const section = candidate('b.md', { kind: 'docs', dense: 2.5 });
    const paths = rankHybrid('retry upload', numbered([...alike, section])).map(({ place }) => place.path);
    assert.notEqual(paths[0], 'b.md');
    assert.ok(paths.slice(0, 4).includes('b.md'), paths.join(' '));
  });
  it('puts documents first for what is asked in a sentence', () =>
    assert.equal(first('what do I have to do when it is not there any more', [code, docs]), 'b.md'));
  it('puts code first where it is asked how something is done, documents where the reader asks for himself', () => {
    const all = [candidate('a.go', { dense: 3 }), candidate('b.md', { kind: 'docs', dense: 3 })];
    const many = [...all, ...Array.from({ length: 98 }, (_, at) => candidate(`${at}.go`))];
    assert.equal(first('how is the upload retried after it has failed', many), 'a.go');
    assert.equal(first('how do I make the upload go on after it has failed', many), 'b.md');
  });
  it('leans towards code for a name, less so for key words', () => {
    const all = [candidate('a.go', { dense: 2 }), candidate('b.md', { kind: 'docs', dense: 3 })];
    const many = [...all, ...Array.from({ length: 98 }, (_, at) => candidate(`${at}.go`))];
    assert.equal(first('backoff', many), 'a.go');
    assert.equal(first('upload retry backoff', many), 'b.md');
  });
  it('takes a long sentence for no more of one than a short one', () => {
    const { candidates, ...asked } = measure('retry', numbered([code, docs]));
    const [inCode, inDocs] = [candidates.slice(0, 1), candidates.slice(1)];
    const odds = (grammar: number): number =>
      oddsOfDocuments({ ...asked, code: inCode, docs: inDocs, grammar }, defaultWeights);
    assert.ok(odds(4) > odds(2));
    assert.equal(odds(9), odds(4));
  });
  it('puts first the kind whose texts meet the question’s words by like ones', () => {
    const of = (met: number): Candidate['place']['kind'] | undefined => {
      const question = measure('retry upload', numbered([code, docs]));
      const closer = (kind: string): { words: number; met: number; meaning: number } => ({
        words: 0,
        met: kind === 'docs' ? met : 0.5,
        meaning: 0,
      });
      const candidates = question.candidates.map((each) => ({ ...each, closer: closer(each.place.kind) }));
      return rankMeasured({ ...question, candidates }, defaultWeights)[0]?.place.kind;
    };
    assert.equal(of(0.5), 'code');
    assert.equal(of(0.9), 'docs');
  });
  it('puts code first that declares what is asked for', () =>
    assert.equal(
      first('how is openFile to be called', [
        candidate('a.go', { dense: 3, symbol: 'openFile' }),
        candidate('b.md', { kind: 'docs', dense: 3 }),
      ]),
      'a.go',
    ));
  it('ranks each kind as if the other were not there', () => {
    const sections = [9, 8, 7, 6].map((dense, at) => candidate(`${at}.md`, { kind: 'docs', dense }));
    const alone = rankHybrid('x', numbered(sections)).map(({ place }) => place.path);
    const mixed = rankHybrid('x', numbered([...sections, code])).map(({ place }) => place.path);
    assert.deepEqual(
      mixed.filter((path) => path.endsWith('.md')),
      alone,
    );
  });
});
