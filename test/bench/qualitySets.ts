/** What quality is measured on: folders with questions, each with the rule that scores an answer. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadCodeRepos, ndcgOf, type Found } from './codeRepos.ts';

export interface Question {
  readonly text: string;
  /** Questions of one category are averaged in a row of their own. */
  readonly category: string;
  /** 0 to 1, of hits that come best first. */
  readonly score: (hits: readonly Found[]) => number;
  /** Hits that the score looks at. */
  readonly depth: number;
}

export interface Folder {
  readonly name: string;
  /** Absolute. */
  readonly root: string;
  readonly questions: readonly Question[];
}

export interface QuestionSet {
  readonly name: string;
  /** What the score is. */
  readonly measure: string;
  /** Averaged with equal weight; each is left out in turn where weights are fitted. */
  readonly folders: readonly Folder[];
}

/** A set that is not there, and how to obtain it. */
export interface Absent {
  readonly name: string;
  readonly how: string;
}

export function codeReposSet(data: string, repos: string): QuestionSet | Absent {
  const name = 'code-repos';
  const folder = join(data, name);
  if (!existsSync(join(folder, 'repos.json'))) {
    const how = `Put repos.json and annotations/ of https://github.com/MinishLab/semble (benchmarks) into ${folder}.`;
    return { name, how };
  }
  const { repositories, missing } = loadCodeRepos(folder, repos);
  if (repositories.length === 0) {
    const how = `Clone the ${missing.length} repositories of ${folder}/repos.json into ${repos}/NAME, each at its revision.`;
    return { name, how };
  }
  const folders = repositories.map(({ annotations, ...repository }) => ({
    name: repository.name,
    root: repository.root,
    questions: annotations.map((annotation) => ({
      text: annotation.query,
      category: annotation.category,
      score: (hits: readonly Found[]) => ndcgOf(hits, annotation),
      depth: 10,
    })),
  }));
  return { name, measure: 'NDCG@10', folders };
}

interface CosqaFunction {
  readonly id: number;
  readonly code: string;
}

interface CosqaQuestion {
  readonly query: string;
  readonly relevant: number;
}

/** Hits of cosqa that are looked at: its reciprocal ranks count to here. */
const cosqaDepth = 100;

/** One file a function, written below `scratch`, so that it is indexed as any folder is. */
export function cosqaSet(data: string, scratch: string): QuestionSet | Absent {
  const name = 'cosqa';
  const corpus = join(data, name, 'corpus.jsonl.gz');
  if (!existsSync(corpus)) {
    const how = `Put corpus.jsonl.gz ({id, code}) and dev.jsonl ({query, relevant}) into ${join(data, name)}; they are made from https://github.com/Jun-jie-Huang/CoCLR.`;
    return { name, how };
  }
  const root = join(scratch, 'functions');
  if (!existsSync(join(root, 'complete'))) {
    for (const { id, code } of lines<CosqaFunction>(gunzipSync(readFileSync(corpus)).toString('utf8'))) {
      const folder = join(root, 'functions', String(Math.floor(id / 100)));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${id}.py`), code);
    }
    writeFileSync(join(root, 'complete'), '');
  }
  const questions = lines<CosqaQuestion>(readFileSync(join(data, name, 'dev.jsonl'), 'utf8'));
  const folder = {
    name,
    root: join(root, 'functions'),
    questions: questions.map(({ query, relevant }) => ({
      text: query,
      category: 'web question',
      score: (hits: readonly Found[]) => reciprocalRank(hits, `${relevant}.py`),
      depth: cosqaDepth,
    })),
  };
  return { name, measure: 'MRR', folders: [folder] };
}

/** Among files: a second hit of one file takes no place. */
function reciprocalRank(hits: readonly Found[], name: string): number {
  const files = [...new Set(hits.map(({ path }) => basename(path)))];
  const rank = files.indexOf(name);
  return rank === -1 ? 0 : 1 / (rank + 1);
}

interface WorkspaceQuestion {
  readonly question: string;
  readonly category: string;
  /** Each has the places that are it. */
  readonly targets: readonly (readonly Found[])[];
}

/** Sets of questions over whole repositories, each in the folder of its name. */
export const workspaceSets = ['workspaces', 'unseen', 'blind', 'keywords'] as const;

/** The questions in the folder `name`, over the repositories in `workspaces`/NAME. */
export function workspacesSet(
  name: (typeof workspaceSets)[number],
  workspaces: string,
): QuestionSet | Absent {
  const folder = join(import.meta.dirname, name);
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => basename(file, '.jsonl'))
    .filter((tree) => existsSync(join(workspaces, tree)));
  if (names.length === 0) {
    const how = `test/bench/${name}/README.md tells how to obtain the repositories: put them into ${workspaces}.`;
    return { name, how };
  }
  const folders = names.map((tree) => ({
    name: tree,
    root: join(workspaces, tree),
    questions: lines<WorkspaceQuestion>(readFileSync(join(folder, `${tree}.jsonl`), 'utf8')).map(
      ({ question, category, targets }) => ({
        text: question,
        category,
        score: (hits: readonly Found[]) => targetsGain(hits, targets),
        depth: 10,
      }),
    ),
  }));
  return { name, measure: 'NDCG@10', folders };
}

/** NDCG@10 with one gain a target, at the first hit that overlaps one of its places. */
function targetsGain(hits: readonly Found[], targets: WorkspaceQuestion['targets']): number {
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const first = targets.map((places) =>
    hits.slice(0, 10).findIndex((hit) => places.some((place) => overlap(hit, place))),
  );
  const ideal = targets.reduce((sum, _, rank) => sum + gain(rank), 0);
  return first.reduce((sum, rank) => sum + (rank === -1 ? 0 : gain(rank)), 0) / ideal;
}

function overlap(a: Found, b: Found): boolean {
  return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

interface DocumentQuestion extends Found {
  readonly question: string;
}

/** The questions beside this file, over the trees in `trees`/NAME. */
export function documentsSet(trees: string): QuestionSet | Absent {
  const name = 'documents';
  const folder = join(import.meta.dirname, 'documents');
  const names = existsSync(folder)
    ? readdirSync(folder).filter(
        (file) => file.endsWith('.jsonl') && existsSync(join(trees, basename(file, '.jsonl'))),
      )
    : [];
  if (names.length === 0) {
    return {
      name,
      how: `test/bench/documents/README.md tells how to obtain the trees: put them into ${trees}.`,
    };
  }
  const folders = names.map((file) => ({
    name: basename(file, '.jsonl'),
    root: join(trees, basename(file, '.jsonl')),
    questions: lines<DocumentQuestion>(readFileSync(join(folder, file), 'utf8')).map((each) => ({
      text: each.question,
      category: 'question',
      score: (hits: readonly Found[]) => sectionGain(hits, each),
      depth: 10,
    })),
  }));
  return { name, measure: 'NDCG@10', folders };
}

/** NDCG@10 with one section that answers: the first hit that overlaps it counts. */
function sectionGain(hits: readonly Found[], section: Found): number {
  const rank = hits
    .slice(0, 10)
    .findIndex(
      ({ path, startLine, endLine }) =>
        path === section.path && startLine <= section.endLine && endLine >= section.startLine,
    );
  return rank === -1 ? 0 : 1 / Math.log2(rank + 2);
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the files' shapes are known here alone
function lines<T>(text: string): readonly T[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}
