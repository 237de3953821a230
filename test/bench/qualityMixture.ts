/** Folders where one kind outnumbers the other: what that costs the questions of the smaller kind. */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Found } from './codeRepos.ts';
import type { Folder, QuestionSet } from './qualitySets.ts';

/** The same questions asked of their folders alone, and where the other kind outnumbers them. */
export interface Mixture {
  readonly name: string;
  readonly alone: Folder;
  readonly mixed: Folder;
}

/** Small repositories of code-repos, which the documents outnumber about ten to one. */
const fewRepositories = ['bats-core', 'plug', 'chi', 'click'];
/** The tree of documents that all repositories of code-repos outnumber. */
const fewDocuments = ['syncthing'];

/** Copies are made below `scratch`, once. Empty where a part of it is not there. */
export function mixtures(code: QuestionSet, documents: QuestionSet, scratch: string): readonly Mixture[] {
  const someCode = code.folders.filter(({ name }) => fewRepositories.includes(name));
  const someDocuments = documents.folders.filter(({ name }) => fewDocuments.includes(name));
  if (someCode.length === 0 || someDocuments.length === 0) return [];
  return [
    {
      name: 'code among documents',
      alone: together('code-alone', scratch, someCode, []),
      mixed: together('code-mixed', scratch, someCode, documents.folders),
    },
    {
      name: 'documents among code',
      alone: together('documents-alone', scratch, someDocuments, []),
      mixed: together('documents-mixed', scratch, someDocuments, code.folders),
    },
  ];
}

/** One folder of those that are asked about and others, each below its own name. */
function together(
  name: string,
  scratch: string,
  asked: readonly Folder[],
  others: readonly Folder[],
): Folder {
  const root = join(scratch, 'mixtures', name);
  if (!existsSync(`${root}.complete`)) {
    mkdirSync(root, { recursive: true });
    for (const folder of [...asked, ...others.filter((other) => !asked.includes(other))]) {
      cpSync(folder.root, join(root, folder.name), { recursive: true });
    }
    writeFileSync(`${root}.complete`, '');
  }
  const questions = asked.flatMap((folder) =>
    folder.questions.map((question) => ({
      ...question,
      score: (hits: readonly Found[]) => question.score(hits.map((hit) => within(hit, folder.name))),
    })),
  );
  return { name, root, questions };
}

/** Relative to the folder that is asked about; hits elsewhere keep a path that is no file of it. */
function within(hit: Found, folder: string): Found {
  const path = hit.path.startsWith(`${folder}/`) ? hit.path.slice(folder.length + 1) : `\0/${hit.path}`;
  return { path, startLine: hit.startLine, endLine: hit.endLine };
}
