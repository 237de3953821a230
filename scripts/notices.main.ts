import { writeFile } from 'node:fs/promises';
import { noticesFile, thirdPartyNotices } from './package/notices.ts';
import { runScript } from './project.ts';

await runScript(async () => {
  await writeFile(noticesFile, await thirdPartyNotices());
  return 0;
});
