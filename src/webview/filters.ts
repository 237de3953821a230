/** The controls below the query: what to look in, of which language, under which path, where. */
import type { BoxFilters, Choice } from './messages.ts';

export interface FilterControls {
  readonly value: BoxFilters;
  set(filters: BoxFilters): void;
  offer(languages: readonly Choice[], scopes: readonly Choice[]): void;
}

interface Elements {
  readonly kinds: readonly HTMLButtonElement[];
  readonly language: HTMLSelectElement;
  readonly path: HTMLInputElement;
  readonly scope: HTMLSelectElement;
}

export function createFilters(elements: Elements, changed: () => void): FilterControls {
  const { kinds, language, path, scope } = elements;
  const mark = (): void => {
    language.classList.toggle('active', language.value !== '');
    path.classList.toggle('active', path.value.trim() !== '');
    scope.classList.toggle('active', scope.selectedIndex > 0);
  };
  const after = (): void => {
    mark();
    changed();
  };
  for (const chip of kinds) {
    chip.addEventListener('click', () => {
      press(chip, chip.ariaPressed !== 'true');
      after();
    });
  }
  language.addEventListener('change', after);
  scope.addEventListener('change', after);
  path.addEventListener('input', after);
  path.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && path.value !== '') {
      event.preventDefault();
      path.value = '';
      after();
    }
  });
  return {
    get value() {
      return {
        kinds: pressedKinds(kinds),
        language: language.value,
        path: path.value,
        scope: scope.value,
      };
    },
    set: (filters) => {
      for (const chip of kinds)
        press(
          chip,
          filters.kinds.some((kind) => kind === chip.dataset['kind']),
        );
      choose(language, filters.language);
      path.value = filters.path;
      choose(scope, filters.scope);
      mark();
    },
    offer: (languages, scopes) => {
      fill(language, languages);
      fill(scope, scopes);
      mark();
    },
  };
}

function press(chip: HTMLButtonElement, pressed: boolean): void {
  chip.ariaPressed = pressed ? 'true' : 'false';
}

function pressedKinds(chips: readonly HTMLButtonElement[]): BoxFilters['kinds'] {
  const pressed = chips.filter((chip) => chip.ariaPressed === 'true');
  // All is the same as none.
  if (pressed.length === chips.length) return [];
  return pressed.map((chip) => (chip.dataset['kind'] === 'docs' ? 'docs' : 'code'));
}

/** What is not offered any more is the first: everything. */
function choose(select: HTMLSelectElement, id: string): void {
  select.value = id;
  if (select.selectedIndex === -1) select.selectedIndex = 0;
}

/** Leaves the list alone while it is what it should be: it may be open. */
function fill(select: HTMLSelectElement, choices: readonly Choice[]): void {
  const same =
    select.options.length === choices.length &&
    choices.every(({ id, label }, at) => {
      const option = select.options[at];
      return option?.value === id && option.text === label;
    });
  if (same) return;
  const chosen = select.value;
  select.replaceChildren(...choices.map(({ id, label }) => new Option(label, id)));
  select.value = choices.some(({ id }) => id === chosen) ? chosen : (choices[0]?.id ?? '');
}
