/** Loaded before the worker: opening a file whose name says so ends the process, as a fault in native code would. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const open = fs.openSync;

fs.openSync = (path, ...rest) => {
  if (/deadly[^/]*$/.test(String(path)) && fs.readFileSync(path, 'utf8').includes('crash')) {
    process.kill(process.pid, 'SIGSEGV');
    // The signal comes within this turn; nothing else shall.
    for (;;);
  }
  return open(path, ...rest);
};
syncBuiltinESMExports();
