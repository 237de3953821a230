/** Searching as one types: a short pause first, then one search; a newer text stops an older one for good. */
export interface TypedSearchParts<T> {
  /** Milliseconds without a key before a search begins. */
  readonly pause: number;
  readonly search: (text: string, signal: AbortSignal) => Promise<T>;
  readonly onResult: (text: string, result: T) => void;
  readonly onError: (text: string, error: unknown) => void;
  readonly onBusy: (busy: boolean) => void;
}

export interface TypedSearch {
  /** Searches after the pause. */
  type(text: string): void;
  /** Searches at once. */
  now(text: string): void;
  /** Nothing is shown any more of what was asked. */
  cancel(): void;
}

export function createTypedSearch<T>(parts: TypedSearchParts<T>): TypedSearch {
  let timer: NodeJS.Timeout | null = null;
  let running: AbortController | null = null;
  const cancel = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    running?.abort();
    running = null;
  };
  const run = async (text: string): Promise<void> => {
    const controller = new AbortController();
    running = controller;
    parts.onBusy(true);
    try {
      const result = await parts.search(text, controller.signal);
      if (running === controller) parts.onResult(text, result);
    } catch (error) {
      if (running === controller) parts.onError(text, error);
    } finally {
      if (running === controller) {
        running = null;
        parts.onBusy(false);
      }
    }
  };
  return {
    type: (text) => {
      cancel();
      timer = setTimeout(() => void run(text), parts.pause);
    },
    now: (text) => {
      cancel();
      void run(text);
    },
    cancel: () => {
      cancel();
      parts.onBusy(false);
    },
  };
}
