import type * as vscode from 'vscode';
import type { Log } from '../engine/types.ts';

/** The channel that people read under Output → Homing. Nothing that is searched for or found goes there. */
export function toLog(channel: vscode.LogOutputChannel): Log {
  return (level, message) => {
    switch (level) {
      case 'debug':
        channel.debug(message);
        break;
      case 'info':
        channel.info(message);
        break;
      case 'warn':
        channel.warn(message);
        break;
      case 'error':
        channel.error(message);
        break;
    }
  };
}
