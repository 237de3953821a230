/** What tests of `npm test` hold, run again: those by dice with many more draws. */
import { scaled, type Section, type Torture } from './section.ts';
import { runSentences, sentencesTable } from './sentences.ts';

export async function noise(torture: Torture): Promise<Section> {
  const often = scaled(torture, 10);
  const files = [
    'test/engine/search/queryFuzz.test.ts',
    'test/protocol/fuzz.test.ts',
    'test/protocol/decode.test.ts',
  ];
  const sentences = await runSentences(files, { often, seed: torture.seed });
  return {
    title: 'Questions and messages drawn by dice',
    told: [
      `Questions put together from what has broken a query language somewhere, and messages of both directions with the`,
      `protocol's own words in the wrong places, through the real decoders and to a real worker: ${often} times as many draws as in`,
      '`npm test`, where it is 400 questions and 500 messages of each kind.',
    ],
    ...sentencesTable(sentences),
  };
}

export async function held({ seed }: Torture): Promise<Section> {
  const files = [
    'test/shell/workerHang.test.ts',
    'test/shell/workerLife.test.ts',
    'test/worker/suspects.test.ts',
    'test/worker/privacy.test.ts',
    'test/cli/privacy.test.ts',
    'test/cli/commands/clear.test.ts',
  ];
  const sentences = await runSentences(files, { often: 1, seed });
  return {
    title: 'Hangs, and what is private',
    told: [
      'Tests of `npm test`, run here once more. That the worker opens no socket but the pipes to the editor while it indexes and',
      'searches in a real VS Code is tested by `test/host/suite/network.test.ts`, which needs one.',
    ],
    ...sentencesTable(sentences),
  };
}
