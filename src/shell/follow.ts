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
  /** Whether it is so when the answer comes. Where nothing was found it is over. */
  isOn(found: number): boolean;
  /** Whether it is so still when the answer is in sight, which is a while later; it is no longer afterwards. */
  readonly take: () => boolean;
}

/** `boxHasKeyboard`: one is writing there. */
export function createFollow(boxHasKeyboard: () => boolean): Follow {
  let follow: { readonly fromBox: boolean; readonly until: number } | null = null;
  const end = (): void => void (follow = null);
  const mayGo = (): boolean => follow !== null && (follow.fromBox || !boxHasKeyboard());
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
    isOn: (found) => {
      if (found === 0 || !mayGo() || performance.now() >= (follow?.until ?? 0)) end();
      return follow !== null;
    },
    take: () => {
      const goes = mayGo();
      end();
      return goes;
    },
    dispose: () => void listeners.dispose(),
  };
}
