/** Whether the keyboard is to go to what is found: no longer once it has gone elsewhere, nor when the answer comes late. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';

/** Milliseconds; whoever has waited longer for what is alike may be at work where the editor does not tell. */
const followTime = 2_000;

const { Keyboard, Mouse } = vscode.TextEditorSelectionChangeKind;

export interface Follow extends Disposable {
  /** One who asks at the box is followed while the keyboard is there. */
  fromBox(): void;
  /** One who asks elsewhere is followed for a moment. */
  fromElsewhere(): void;
  leftBox(): void;
  end(): void;
  /** Whether it is so still; it is no longer afterwards. */
  take(boxHasKeyboard: boolean): boolean;
}

export function createFollow(): Follow {
  let follow: { readonly fromBox: boolean; readonly until: number } | null = null;
  const end = (): void => void (follow = null);
  const { window } = vscode;
  const listeners = vscode.Disposable.from(
    window.onDidChangeTextEditorSelection(({ kind }) => {
      if (kind === Keyboard || kind === Mouse) end();
    }),
    // That a terminal has the keyboard is not told; these are what is told of one who turns to it.
    window.onDidOpenTerminal(end),
    window.onDidChangeActiveTerminal(end),
    window.onDidChangeTerminalState(end),
    window.onDidStartTerminalShellExecution(end),
  );
  return {
    fromBox: () => void (follow = { fromBox: true, until: Infinity }),
    fromElsewhere: () => void (follow = { fromBox: false, until: performance.now() + followTime }),
    leftBox: () => {
      if (follow?.fromBox === true) end();
    },
    end,
    take: (boxHasKeyboard) => {
      const now = follow;
      end();
      return now !== null && performance.now() < now.until && (now.fromBox || !boxHasKeyboard);
    },
    dispose: () => void listeners.dispose(),
  };
}
