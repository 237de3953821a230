/** The sidebar's query box. It only reads keys and shows text; searching is the shell's. */
import './queryBox.css';
import type { FromBox, Kind, ToBox } from './messages.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromBox): void };

const editor = acquireVsCodeApi();
const query = element('query', HTMLTextAreaElement);
const status = element('status', HTMLElement);
const chips = [...element('kinds', HTMLElement).querySelectorAll('button')];

let queries: readonly string[] = [];
/** Where in the history; -1: what is being written. */
let at = -1;
let draft = '';

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`There is no ${id}.`);
  return found;
}

function kinds(): readonly Kind[] {
  const pressed = chips.filter((chip) => chip.ariaPressed === 'true');
  // All is the same as none.
  if (pressed.length === chips.length) return [];
  return pressed.map((chip) => (chip.dataset['kind'] === 'docs' ? 'docs' : 'code'));
}

function send(submitted: boolean): void {
  editor.postMessage({ type: 'query', text: query.value, kinds: kinds(), submitted });
}

/** As high as its text. */
function fit(): void {
  query.style.height = 'auto';
  query.style.height = `${query.scrollHeight + 2}px`;
}

function setText(text: string): void {
  query.value = text;
  fit();
}

/** True when there was something to go to. */
function goInHistory(step: 1 | -1): boolean {
  const next = at + step;
  if (next < -1 || next >= queries.length) return false;
  if (at === -1) draft = query.value;
  at = next;
  setText(at === -1 ? draft : (queries[at] ?? ''));
  send(false);
  return true;
}

function isOnFirstLine(): boolean {
  return !query.value.slice(0, query.selectionStart).includes('\n');
}

function isOnLastLine(): boolean {
  return !query.value.slice(query.selectionEnd).includes('\n');
}

query.addEventListener('input', () => {
  at = -1;
  fit();
  send(false);
});

query.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  const plain = !event.shiftKey && !event.altKey;
  if (event.key === 'Enter' && plain) {
    event.preventDefault();
    at = -1;
    send(true);
  } else if (event.key === 'Escape' && query.value !== '') {
    event.preventDefault();
    setText('');
    send(false);
  } else if (event.key === 'ArrowUp' && plain && isOnFirstLine()) {
    if (goInHistory(1)) event.preventDefault();
  } else if (event.key === 'ArrowDown' && plain && isOnLastLine()) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || !goInHistory(-1)) editor.postMessage({ type: 'leave' });
  }
});

for (const chip of chips) {
  chip.addEventListener('click', () => {
    chip.ariaPressed = chip.ariaPressed === 'true' ? 'false' : 'true';
    send(false);
  });
}

element('form', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());

window.addEventListener('message', ({ data }: MessageEvent<ToBox>) => {
  switch (data.type) {
    case 'text':
      setText(data.text);
      break;
    case 'focus':
      query.focus();
      query.select();
      break;
    case 'busy':
      document.body.classList.toggle('busy', data.busy);
      break;
    case 'say':
      status.replaceChildren(...data.lines.map(line));
      break;
    case 'history':
      queries = data.queries;
      break;
  }
});

function line(text: string): HTMLElement {
  const shown = document.createElement('div');
  shown.textContent = text;
  return shown;
}

window.addEventListener('resize', fit);
// A click beside the box is meant for the box; the tab key is not.
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) query.focus();
});

editor.postMessage({ type: 'ready' });
