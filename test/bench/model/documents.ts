/** Our own questions about trees of documents, answered by vectors alone. */
import { createChunker } from '../../../src/engine/chunk/chunker.ts';
import { documentsSet, type Folder } from '../qualitySets.ts';
import { chunksBelow, type CutFolder } from './chunks.ts';
import { Absent } from './data.ts';
import { dot, rowOf, type Row } from './embedder.ts';
import { mean } from './measures.ts';
import type { Students } from './students.ts';
import type { Table } from './table.ts';

type Tree = Folder & CutFolder;

/** Throws Absent. */
export async function readTrees(
  trees: string | null,
  { assets, tokenizer }: Students,
): Promise<readonly Tree[]> {
  const set = documentsSet(trees ?? '');
  if ('how' in set) throw new Absent(`${set.how} Then pass --trees.`);
  const { grammars } = assets;
  const chunker = await createChunker({ grammars, countTokens: (line) => tokenizer.countTokens(line) });
  const cut: Tree[] = [];
  for (const folder of set.folders) cut.push({ ...folder, ...(await chunksBelow(folder.root, chunker)) });
  return cut;
}

/** The ten sections whose vectors are nearest, as they are: not grown into passages. */
async function scoreOf(row: Row, { questions, chunks, texts }: Tree): Promise<number> {
  const passages = await row.vectors(texts, 'passage');
  const asked = await row.vectors(
    questions.map(({ text }) => text),
    'query',
  );
  const gains = questions.map(({ score }, at) => {
    const question = rowOf(asked, at);
    const scored = chunks.map((chunk, k) => ({ chunk, score: dot(question, rowOf(passages, k)) }));
    const ten = scored.sort((a, b) => b.score - a.score).slice(0, 10);
    return score(ten.map(({ chunk }) => chunk));
  });
  return mean(gains);
}

export async function measureDocuments(trees: readonly Tree[], rows: readonly Row[]): Promise<Table> {
  const measured: (readonly [Row, readonly number[]])[] = [];
  for (const row of rows) {
    const each: number[] = [];
    for (const tree of trees) each.push(await scoreOf(row, tree));
    measured.push([row, each]);
  }
  const chunks = trees.reduce((sum, { texts }) => sum + texts.length, 0);
  return {
    id: 'documents',
    title: `Trees of documents: NDCG@10, vectors alone, ${trees.length} trees`,
    columns: [
      { name: 'model' },
      { name: 'dims' },
      { name: 'mean', digits: 3 },
      ...trees.map(({ name }) => ({ name, digits: 3 })),
    ],
    rows: measured.map(([{ name, dims }, each]) => [name, dims, mean(each), ...each]),
    notes: [`${chunks} chunks of our chunker; a hit counts where it overlaps the section that answers.`],
  };
}
