/** A child process that behaves as its first argument says. */
import { EngineError } from '../../src/engine/errors.ts';
import { processPort } from '../../src/protocol/processPort.ts';
import { serve, type Handlers } from '../../src/protocol/rpc.ts';

const behaviour = process.argv[2] ?? '';

process.once('disconnect', () => process.exit(0));

if (behaviour === 'dies at once') process.exit(7);
if (behaviour === 'hangs') for (;;);

const answer = <T>(value: T): Promise<T> => {
  if (behaviour === 'answers nothing') return new Promise(() => undefined);
  if (behaviour === 'dies when asked') process.kill(process.pid, 'SIGKILL');
  return Promise.resolve(value);
};

const handlers: Handlers = {
  open: () =>
    behaviour === 'refuses'
      ? Promise.reject(new EngineError('modelMissing', 'There is no model.'))
      : Promise.resolve([]),
  configure: ({ folders }) => answer(folders.map(({ root }) => root)),
  search: () => answer({ hits: [], ms: 0, missing: [], failed: [] }),
  similar: () => answer({ hits: [], ms: 0, missing: [], failed: [] }),
  index: () => answer(null),
  status: () => answer([]),
  skipped: () => answer([]),
  clear: () => answer(null),
  forgive: () => answer(null),
  prepare: () => Promise.resolve(null),
  giveWay: () => answer(null),
  pause: () => answer(null),
  resume: () => answer(null),
};

serve(processPort(process), handlers, () => undefined);
