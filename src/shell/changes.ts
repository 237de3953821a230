/** Gathers paths of changed files and hands them on in batches: soon after the last, not too long after the first. */
export interface ChangesTiming {
  /** Milliseconds after the last change. */
  readonly quiet: number;
  /** Milliseconds after the first change. */
  readonly longest: number;
}

export interface Changes {
  add(root: string, path: string): void;
  dispose(): void;
}

const defaultTiming: ChangesTiming = { quiet: 400, longest: 3_000 };

/** Beyond so many paths looking at the whole folder is no slower than looking at each. */
const mostPaths = 500;

/** `hand` gets null for `only` where the whole folder is to be looked at. */
export function gatherChanges(
  hand: (root: string, only: readonly string[] | null) => void,
  timing: ChangesTiming = defaultTiming,
): Changes {
  const changed = new Map<string, Set<string>>();
  let first = 0;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    const batches = [...changed];
    changed.clear();
    for (const [root, paths] of batches) hand(root, needsAll(paths) ? null : [...paths]);
  };
  return {
    add: (root, path) => {
      const paths = changed.get(root) ?? new Set();
      changed.set(root, paths.add(path));
      const now = performance.now();
      if (timer === null) first = now;
      else clearTimeout(timer);
      timer = setTimeout(flush, Math.max(0, Math.min(timing.quiet, first + timing.longest - now)));
    },
    dispose: () => {
      if (timer !== null) clearTimeout(timer);
      changed.clear();
    },
  };
}

/** A change of ignore rules can bring in and take out any file. */
function needsAll(paths: ReadonlySet<string>): boolean {
  return paths.size > mostPaths || [...paths].some((path) => /(?:^|\/)\.(?:git|homing)ignore$/u.test(path));
}

/** Path relative to the root, with `/`; null for what is outside of it, the root itself, and git's own files. */
export function relativePath(root: string, file: string, platform = process.platform): string | null {
  // Elsewhere a name may hold one.
  const unify = (path: string): string => (platform === 'win32' ? path.replaceAll('\\', '/') : path);
  const unified = unify(file);
  const base = unify(root).replace(/\/*$/u, '/');
  if (!unified.startsWith(base) || unified.length === base.length) return null;
  const path = unified.slice(base.length);
  return /(?:^|\/)\.git(?:\/|$)/u.test(path) ? null : path;
}
