import assert from 'node:assert/strict';
import path from 'node:path';
import { parseCommandLine, type Command } from '../../src/cli/commandLine.ts';
import { UsageError } from '../../src/cli/failure.ts';

const here = path.resolve('/work space');

function command(...args: readonly string[]): Command {
  return parseCommandLine(args, here).command;
}

function refuses(args: readonly string[], ...mentions: readonly string[]): void {
  assert.throws(
    () => parseCommandLine(args, here),
    (error) => {
      assert.ok(error instanceof UsageError);
      for (const mention of mentions) assert.ok(error.message.includes(mention), error.message);
      return true;
    },
  );
}

function search(...args: readonly string[]): Extract<Command, { name: 'search' }> {
  const parsed = command('search', ...args);
  assert.equal(parsed.name, 'search');
  return parsed;
}

describe('the command line', () => {
  it('takes the current directory where no folder is named', () => {
    assert.deepEqual(command('index'), {
      name: 'index',
      folder: here,
      include: [],
      exclude: [],
      until: 'student',
      json: false,
    });
    assert.deepEqual(command('status'), { name: 'status', folder: here, json: false });
    assert.deepEqual(command('clear'), { name: 'clear', folder: here });
    assert.deepEqual(search('x').retrieval.folders, [here]);
  });

  it('resolves folders and files against the current directory', () => {
    assert.deepEqual(command('status', 'a/../b', '--json'), {
      name: 'status',
      folder: path.join(here, 'b'),
      json: true,
    });
    assert.deepEqual(search('x', '--folder', 'b').retrieval.folders, [path.join(here, 'b')]);
    assert.equal(parseCommandLine(['status', '--storage', 'b'], here).storage, path.join(here, 'b'));
    assert.deepEqual(Object.entries(command('batch', 'q.jsonl'))[1], [
      'file',
      { from: 'file', path: path.join(here, 'q.jsonl') },
    ]);
  });

  it('has a default for everything', () => {
    assert.deepEqual(parseCommandLine(['search', 'x'], here), {
      command: {
        name: 'search',
        text: 'x',
        retrieval: {
          folders: [here],
          request: { k: 10, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [] },
          update: true,
        },
        json: false,
        all: false,
      },
      storage: null,
      quiet: false,
      device: 'auto',
      threads: 0,
    });
    assert.deepEqual(command('embed'), { name: 'embed', role: 'query', model: 'student', bare: false });
  });

  it('joins the words of a query, wherever options stand', () => {
    assert.equal(search('retry', '-k', '3', 'failed uploads', '--json').text, 'retry failed uploads');
    assert.equal(search('-k3', 'retry').retrieval.request.k, 3);
    const before = parseCommandLine(['--storage', 's', '-k', '5', 'search', 'retry'], here);
    assert.equal(before.command.name, 'search');
    assert.equal(before.storage, path.join(here, 's'));
  });

  it('takes everything after -- as it is', () => {
    assert.equal(search('--json', '--', 'retry', '-test', '--json').text, 'retry -test --json');
    assert.deepEqual(command('--', 'index', '--json'), {
      name: 'index',
      folder: path.join(here, '--json'),
      include: [],
      exclude: [],
      until: 'student',
      json: false,
    });
  });

  it('takes several paths and languages', () => {
    const { request } = search(
      'x',
      '--path',
      'src/**',
      '--path=*.md',
      '--lang',
      'go',
      '--kind',
      'code',
    ).retrieval;
    assert.deepEqual(request.paths, ['src/**', '*.md']);
    assert.deepEqual(request.languages, ['go']);
    assert.deepEqual(request.kinds, ['code']);
  });

  it('takes several folders, each once', () => {
    const { folders } = search('x', '--folder', 'a', '--folder=b/../c', '--folder', './a').retrieval;
    assert.deepEqual(folders, [path.join(here, 'a'), path.join(here, 'c')]);
  });

  it('takes globs of what belongs to an index', () => {
    const parsed = command('index', '--include', 'build/**', '--include=*.log', '--exclude', 'docs/**');
    assert.ok(parsed.name === 'index');
    assert.deepEqual(parsed.include, ['build/**', '*.log']);
    assert.deepEqual(parsed.exclude, ['docs/**']);
    refuses(['search', 'x', '--include', 'a'], '--include');
  });

  it('takes the text of a batch as it is, whatever stands in it', () => {
    const parsed = command('batch', '-', '--mode', 'dense', '--no-update');
    assert.ok(parsed.name === 'batch');
    assert.deepEqual(parsed.file, { from: 'standardInput' });
    assert.equal(parsed.retrieval.request.literal, true);
    assert.equal(parsed.retrieval.request.mode, 'dense');
    assert.equal(parsed.retrieval.update, false);
  });

  it('helps before it complains', () => {
    assert.deepEqual(command('--help'), { name: 'help', topic: null });
    assert.deepEqual(command('search', '-h'), { name: 'help', topic: 'search' });
    assert.deepEqual(command('batch', '--until', 'x', '--help'), { name: 'help', topic: 'batch' });
    assert.deepEqual(command('--version'), { name: 'version' });
  });

  it('refuses what it does not know, and says what it was', () => {
    refuses([], 'homing --help');
    refuses(['serach', 'x'], 'serach', 'search', 'homing --help');
    refuses(['search', 'x', '--jason'], '--jason', 'homing --help');
    refuses(['search', 'retry', '-test'], '-t', '`--`');
    refuses(['constructor'], 'constructor');
    refuses(['search', 'x', '--constructor'], '--constructor');
  });

  it('refuses an option on a command that has no use for it', () => {
    refuses(['index', '--literal'], 'index', '--literal');
    refuses(['status', '-k', '3'], 'status', '-k');
    refuses(['clear', '--json'], '--json');
  });

  it('refuses arguments too many', () => {
    refuses(['index', 'a', 'b'], '“b”');
    refuses(['embed', 'text'], '“text”');
    refuses(['batch', 'a', 'b'], '“b”');
    refuses(['clear', 'a', '--all'], '--all');
  });

  it('refuses values outside their sets', () => {
    refuses(['index', '--until', 'later'], '--until', 'later', 'static, student');
    refuses(['search', 'x', '--kind', 'pictures'], '--kind', 'code, docs');
    refuses(['search', 'x', '--mode', 'magic'], '--mode', 'hybrid, dense, lexical');
    refuses(['embed', '--kind', 'code'], '--kind', 'query, passage');
    refuses(['embed', '--model', 'teacher'], '--model', 'student, student-static');
    refuses(['index', '--device', 'tpu'], '--device', 'auto, cpu, gpu');
    for (const k of ['0', '1001', '1.5', 'ten', '-5', '1e2', ' 3', '9999999999999999999999']) {
      refuses(['search', 'x', '-k', k], '-k', '1 to 1000');
    }
    assert.equal(search('x', '-k', '1000').retrieval.request.k, 1000);
    assert.equal(search('x', '-k', '1').retrieval.request.k, 1);
    refuses(['index', '--threads', 'many'], '--threads');
  });

  it('refuses options without the value they need, or with one too many', () => {
    refuses(['search', 'x', '--folder'], '--folder', 'value');
    refuses(['search', 'x', '--folder', '--json'], '--folder', 'value');
    refuses(['search', 'x', '--folder='], '--folder', 'value');
    refuses(['status', '--storage'], '--storage');
    refuses(['status', '--json=yes'], '--json');
    assert.deepEqual(search('x', '--folder=--json').retrieval.folders, [path.join(here, '--json')]);
  });

  it('refuses an empty query', () => {
    refuses(['search'], 'query is empty');
    refuses(['search', ''], 'query is empty');
    refuses(['search', '  ', '\n'], 'query is empty');
    refuses(['batch'], 'batch FILE.jsonl');
  });
});
