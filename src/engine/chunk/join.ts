/** Joins what is too small to be found by itself with its neighbours. */
import { type Lines, type Span, declaring, namesOf, tokensIn, trimmed } from './spans.ts';

/** Tokens. Nameless lines below this (imports of one module, closing braces) go with a neighbour. */
const TINY = 12;

/** Share of the budget; neighbours below it are joined to one chunk. */
const SMALL_SHARE = 0.25;

/** Tokens by which closing lines may exceed the budget. */
const CLOSER_SLACK = 6;

interface Draft {
  readonly span: Span;
  readonly tokens: number;
  /** Tokens of the part that gave the name. */
  readonly mainTokens: number;
}

/**
 * Spans in order, without blank ends, joined where small: below `smallShare` of the budget, 0 to 0.5. They must not
 * overlap.
 */
export function joinSmall(
  lines: Lines,
  spans: readonly Span[],
  budget: number,
  smallShare = SMALL_SHARE,
): Span[] {
  const drafts: Draft[] = [];
  for (const span of spans) {
    const part = trimmed(lines, span);
    if (part === null) continue;
    const tokens = tokensIn(lines, part.start, part.end);
    const next: Draft = { span: part, tokens, mainTokens: part.symbol === null ? 0 : tokens };
    const previous = drafts.at(-1);
    const isClose =
      previous !== undefined &&
      (isClosing(lines, part)
        ? fits(previous, next, budget + CLOSER_SLACK)
        : belongTogether(previous, next, budget, smallShare));
    if (isClose) {
      drafts[drafts.length - 1] = join(previous, next);
    } else drafts.push(next);
  }
  return drafts.map((draft) => draft.span);
}

function fits(a: Draft, b: Draft, budget: number): boolean {
  return a.tokens + b.tokens <= budget;
}

function belongTogether(a: Draft, b: Draft, budget: number, smallShare: number): boolean {
  if (!fits(a, b, budget)) return false;
  const small = budget * smallShare;
  if (a.span.symbol === null && a.tokens < TINY) return true;
  if (b.span.symbol === null && b.tokens < TINY) return isWithin(b.span.trail, a.span);
  if (a.span.symbol === null && b.span.symbol === null) return sameTrail(a.span.trail, b.span.trail);
  if (a.tokens < TINY && isWithin(b.span.trail, a.span)) return true;
  return meanPart(a) < small && b.tokens < small && sameTrail(a.span.trail, b.span.trail);
}

/** What was joined before must have been small too, else a large chunk would swallow all its small neighbours. */
function meanPart(draft: Draft): number {
  return draft.span.symbol === null ? draft.tokens : draft.mainTokens;
}

/** No two parts beside each other may take the same signs: thousands of brackets would be shared among them in every way. */
const CLOSING = /^[\s)}\]>;,]*(?:(?:end|fi|done|esac|#endif\b.*|<\/[\w-]+|\.)[\s)}\]>;,.]*)?$/;

/** Nothing but brackets and words that close. */
function isClosing(lines: Lines, span: Span): boolean {
  for (let row = span.start; row <= span.end; row++) if (!CLOSING.test(lines.text[row] ?? '')) return false;
  return true;
}

function sameTrail(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}

/** True for what stands beside the span or inside of what it names. */
function isWithin(trail: readonly string[], span: Span): boolean {
  if (sameTrail(trail, span.trail)) return true;
  return span.symbol !== null && sameTrail(trail, [...span.trail, span.symbol]);
}

/** The larger declaration gives its name, of equals the first; the other's is kept beside it. */
function join(a: Draft, b: Draft): Draft {
  const named = b.mainTokens > a.mainTokens ? b : a;
  const { symbol, trail, head } = named.span;
  return {
    span: declaring({ start: a.span.start, end: b.span.end, symbol, trail, head }, [
      ...namesOf(a.span),
      ...namesOf(b.span),
    ]),
    tokens: a.tokens + b.tokens,
    mainTokens: named.mainTokens,
  };
}
