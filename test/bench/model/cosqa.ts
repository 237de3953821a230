import { createBm25 } from './bm25.ts';
import { readCosqa } from './data.ts';
import { dot, rowOf, type Row } from './embedder.ts';
import { meanNdcg, meanReciprocalRank, rankOf } from './measures.ts';
import type { Cell, Table } from './table.ts';

/** Rank from 1 of each question's function. */
async function ranksOf(
  row: Row,
  { questions, relevant, functions }: ReturnType<typeof readCosqa>,
): Promise<number[]> {
  const asked = await row.vectors(questions, 'query');
  const passages = await row.vectors(functions, 'passage');
  return questions.map((_, at) => {
    const question = rowOf(asked, at);
    const scores = functions.map((__, passage) => dot(question, rowOf(passages, passage)));
    return rankOf(scores, relevant[at] ?? -1);
  });
}

export async function measureCosqa(data: string, sample: number, rows: readonly Row[]): Promise<Table> {
  const set = readCosqa(data, sample);
  const measured: Cell[][] = [];
  for (const row of rows) {
    const ranks = await ranksOf(row, set);
    measured.push([row.name, row.dims, row.bytes, meanReciprocalRank(ranks), meanNdcg(ranks)]);
  }
  const bm25 = createBm25(set.functions);
  const ranks = set.questions.map((question, at) => rankOf(bm25(question), set.relevant[at] ?? -1));
  measured.push(['BM25, identifiers split', null, null, meanReciprocalRank(ranks), meanNdcg(ranks)]);
  return {
    id: 'cosqa',
    title: `Code for people’s questions: ${set.questions.length} of CoSQA’s over ${set.functions.length} Python functions`,
    columns: [
      { name: 'model' },
      { name: 'dims' },
      { name: 'bytes a vector' },
      { name: 'MRR', digits: 3 },
      { name: 'NDCG@10', digits: 3 },
    ],
    rows: measured,
    notes: [
      'Vectors alone, no ranking on top; MRR without cut-off; functions that score the same stand before the answer.',
      ...(sample > 0 ? [`A sample of ${sample} questions: far easier than the whole. Not comparable.`] : []),
    ],
  };
}
