import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { indexedHoming, workerProcesses } from './homing.ts';

/** Kinds of sockets through which something can leave the machine, or come to it. */
const internet = [
  'tcp',
  'tcp6',
  'udp',
  'udp6',
  'udplite',
  'udplite6',
  'raw',
  'raw6',
  'icmp',
  'icmp6',
  'packet',
];

/** Inodes of the sockets that a process has open. */
function socketsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [];
    } catch {
      return []; // it was closed meanwhile
    }
  });
}

/** Lines of the kernel's table of one kind of socket, as the process sees it. */
function table(pid: number, kind: string): readonly string[] {
  const file = `/proc/${pid}/net/${kind}`;
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1).filter(Boolean) : [];
}

/** Every column: which one is the inode differs from kind to kind. */
function isIn(lines: readonly string[], inode: string): boolean {
  return lines.some((line) => line.trim().split(/\s+/).includes(inode));
}

function childrenOf(pid: number): readonly number[] {
  return execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([parent, child]) => (parent === pid && child !== undefined ? [child] : []));
}

describe('the network', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('is not touched while folders are indexed and searched: the only sockets are pipes between the editor and its processes', async () => {
    const homing = await indexedHoming();
    const [pid] = workerProcesses();
    assert.ok(pid !== undefined);
    const seen = new Set<string>();
    void vscode.commands.executeCommand('homing.rebuildIndex');
    for (let look = 0; look < 40; look++) {
      if (look % 10 === 5) await homing.search('compensation because of bad weather', 5);
      // The process that encodes is a child of the search process, and there is no other.
      const children = childrenOf(pid);
      assert.ok(children.length <= 1, children.join(' '));
      for (const [own, inode] of [pid, ...children].flatMap((each) =>
        socketsOf(each).map((s) => [each, s] as const),
      )) {
        seen.add(inode);
        for (const kind of internet) assert.equal(isIn(table(own, kind), inode), false, `${kind} socket`);
        const pipe = table(own, 'unix').find((line) => isIn([line], inode));
        assert.ok(pipe !== undefined, `socket ${inode} is no pipe`);
        assert.doesNotMatch(pipe, /[/@]/, 'a pipe that others could connect to');
      }
      await sleep(25);
    }
    // Its channel, its output and its errors, and the two ends of the channel to the process that encodes.
    assert.ok(seen.size >= 1 && seen.size <= 5, `${seen.size} sockets`);
    await homing.whenIndexed();
  });
});
