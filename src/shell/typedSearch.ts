/** Searching as one types: a short pause first, then one search; a newer question stops an older one for good. */
export interface TypedSearchParts<Q, T> {
  /** Milliseconds without a key before a search begins. */
  readonly pause: number;
  readonly search: (question: Q, signal: AbortSignal) => Promise<T>;
  readonly onResult: (question: Q, result: T) => void;
  readonly onError: (question: Q, error: unknown) => void;
  readonly onBusy: (busy: boolean) => void;
}

export interface TypedSearch<Q> {
  /** Searches after the pause. */
  type(question: Q): void;
  /** Searches at once. */
  now(question: Q): void;
  /** Nothing is shown any more of what was asked. */
  cancel(): void;
}

export function createTypedSearch<Q, T>(parts: TypedSearchParts<Q, T>): TypedSearch<Q> {
  let timer: NodeJS.Timeout | null = null;
  let running: AbortController | null = null;
  const cancel = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    running?.abort();
    running = null;
  };
  const run = async (question: Q): Promise<void> => {
    const controller = new AbortController();
    running = controller;
    parts.onBusy(true);
    try {
      const result = await parts.search(question, controller.signal);
      if (running === controller) parts.onResult(question, result);
    } catch (error) {
      if (running === controller) parts.onError(question, error);
    } finally {
      if (running === controller) {
        running = null;
        parts.onBusy(false);
      }
    }
  };
  return {
    type: (question) => {
      cancel();
      timer = setTimeout(() => void run(question), parts.pause);
    },
    now: (question) => {
      cancel();
      void run(question);
    },
    cancel: () => {
      cancel();
      parts.onBusy(false);
    },
  };
}
