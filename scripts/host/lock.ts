/** One installer at a time, across processes. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 250;

/** Runs `work` while holding the lock folder; a lock whose owner is gone is taken over. */
export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(lock))) {
    if (await isAbandoned(lock)) await rm(lock, { recursive: true, force: true });
    else await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(lock, 'owner'), String(process.pid));
  return true;
}

async function isAbandoned(lock: string): Promise<boolean> {
  // The owner writes its number just after it made the folder: look twice before judging.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const owner = Number(await readFile(join(lock, 'owner'), 'utf8').catch(() => ''));
    if (owner > 0) return !isAlive(owner);
    await sleep(pollMs);
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
