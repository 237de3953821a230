/** The sidebar's query box. It only reads keys and shows text; searching is the shell's. */
import './queryBox.css';
import { caretLine } from './caretLine.ts';
import { createFilters } from './filters.ts';
import type { FromBox, ToBox } from './messages.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromBox): void };

const editor = acquireVsCodeApi();
const query = element('query', HTMLTextAreaElement);
const status = element('status', HTMLElement);
const spoken = element('spoken', HTMLElement);
const path = element('path', HTMLInputElement);
const filters = createFilters(
  {
    kinds: [...element('kinds', HTMLElement).querySelectorAll('button')],
    language: element('language', HTMLSelectElement),
    path,
    scope: element('scope', HTMLSelectElement),
  },
  () => send(false),
);

let queries: readonly string[] = [];
/** Where in the history; -1: what is being written. */
let at = -1;
let draft = '';
/** Something was typed since the keyboard came here. */
let typed = false;
/** The box is to have the keyboard as soon as the page has it. */
let wanted = false;
/** The page has been told what it holds. Filters are not to be sent before: they would not be those that it shows then. */
let greeted = false;
/** Enter was pressed before that. */
let submittedEarly = false;

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`There is no ${id}.`);
  return found;
}

function send(submitted: boolean): void {
  if (greeted) editor.postMessage({ type: 'query', text: query.value, filters: filters.value, submitted });
  else submittedEarly ||= submitted;
}

/** As high as its text. What does not fit is scrolled to where the caret is by the browser. */
function fit(): void {
  query.style.height = 'auto';
  const border = query.offsetHeight - query.clientHeight;
  query.style.height = `${query.scrollHeight + border}px`;
}

function setText(text: string): void {
  query.value = text;
  fit();
}

/** What has been typed since the page was there is newer, and asked now. */
function greet(text: string): void {
  greeted = true;
  if (query.value !== '') send(submittedEarly);
  else setText(text);
}

/** True when there was something to go to. */
function goInHistory(step: 1 | -1): boolean {
  if (at === -1) draft = query.value;
  let next = at + step;
  // What the box holds already would look as if nothing had happened.
  while (queries[next]?.trim() === draft.trim()) next += step;
  if (next < -1 || next >= queries.length) return false;
  at = next;
  setText(at === -1 ? draft : (queries[at] ?? ''));
  // Where the next press of the same key goes on.
  const caret = step === 1 ? 0 : query.value.length;
  query.setSelectionRange(caret, caret);
  send(false);
  return true;
}

query.addEventListener('input', () => {
  at = -1;
  typed = true;
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
    // What was cleared by mistake is one key away.
    queries = [query.value, ...queries.filter((each) => each !== query.value)];
    at = -1;
    setText('');
    send(false);
  } else if (event.key === 'ArrowUp' && plain && caretLine(query).isFirst) {
    if (goInHistory(1)) event.preventDefault();
  } else if (event.key === 'ArrowDown' && plain && caretLine(query).isLast) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || !goInHistory(-1)) editor.postMessage({ type: 'leave' });
  }
});

path.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    send(true);
  }
});

element('form', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());

window.addEventListener('message', ({ data }: MessageEvent<ToBox>) => {
  switch (data.type) {
    case 'text':
      if (data.greeting) greet(data.text);
      else {
        at = -1;
        setText(data.text);
      }
      break;
    case 'focus':
      // The message may be late: what is being written must not be lost to the next key, and the keyboard, which the
      // editor brings, must not be taken back from where it has gone meanwhile.
      // `select` would take the keyboard before the editor has given it, and the editor would not know of it.
      if (!typed) query.setSelectionRange(0, query.value.length);
      if (document.hasFocus()) query.focus();
      else {
        wanted = true;
        if (data.asks) askForKeyboard(mostAsked);
      }
      break;
    case 'busy':
      document.body.classList.toggle('busy', data.busy);
      break;
    case 'say':
      status.replaceChildren(...data.lines.map(line));
      speak(data.lines.join(', '));
      break;
    case 'history':
      queries = data.queries;
      break;
    case 'choices':
      filters.offer(data.languages, data.scopes);
      break;
    case 'filters':
      filters.set(data.filters);
      break;
  }
});

/** Milliseconds between two things that a screen reader says: numbers that grow are to be seen all the time, not heard. */
const speakEvery = 5_000;
/** Of `performance.now()`. */
let spokenAt = -Infinity;
let speaking: ReturnType<typeof setTimeout> | undefined;

function speak(text: string): void {
  clearTimeout(speaking);
  speaking = setTimeout(
    () => {
      spokenAt = performance.now();
      spoken.textContent = text;
    },
    Math.max(0, spokenAt + speakEvery - performance.now()),
  );
}

/**
 * Milliseconds. The editor gives the keyboard in two steps, and leaves out the second where it hears only then that the page
 * had lost the keyboard before, which it looks for four times a second: keys would go nowhere.
 */
const askAgainAfter = 250;
/** On a busy machine it may happen twice. Whoever has gone elsewhere meanwhile is not to be fetched back much later. */
const mostAsked = 3;

function askForKeyboard(times: number): void {
  editor.postMessage({ type: 'wanted' });
  if (times === 1) return;
  setTimeout(() => {
    if (wanted && !document.hasFocus()) askForKeyboard(times - 1);
  }, askAgainAfter);
}

function line(text: string): HTMLElement {
  const shown = document.createElement('div');
  shown.textContent = text;
  return shown;
}

window.addEventListener('resize', fit);
/** Milliseconds; the editor gives the keyboard twice, and takes it away for a moment in between. */
const goneAfter = 50;
window.addEventListener('blur', () => {
  setTimeout(() => {
    if (document.hasFocus()) return;
    typed = false;
    editor.postMessage({ type: 'left' });
  }, goneAfter);
});
// A click beside the box is meant for the box; the tab key is not.
window.addEventListener('focus', () => {
  if (wanted || document.activeElement === document.body) query.focus();
  wanted = false;
  editor.postMessage({ type: 'entered' });
});

editor.postMessage({ type: 'ready' });
// What was typed before the page listened.
if (query.value !== '') {
  typed = true;
  fit();
}
