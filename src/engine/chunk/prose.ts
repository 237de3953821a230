/** Sections of documents: Markdown, reStructuredText, AsciiDoc; everything else is one section. */
import { type Lines, type Span, declaring, namesOf, tokensIn, trimmed } from './spans.ts';

export interface Heading {
  /** First row of the heading; what follows up to the next one is its section. */
  readonly row: number;
  /** 1 is the outermost. */
  readonly level: number;
  readonly title: string;
}

export interface Outline {
  readonly headings: readonly Heading[];
  /** Rows inside fenced blocks, their fences included except the first line of each. */
  readonly fenced: ReadonlySet<number>;
}

/** Tokens. A section below this (a heading and little else) goes with the section after it. */
const TINY_SECTION = 15;

/** Share of the budget; neighbouring sections of one parent below it are joined. */
const SMALL_SHARE = 0.25;

/** One span a section, small ones joined to the next; over all lines of the file. */
export function sectionSpans(outline: Outline, lines: Lines, budget: number): Span[] {
  return joinSections(rawSections(outline.headings, lines), lines, budget);
}

function rawSections(headings: readonly Heading[], lines: Lines): Span[] {
  const last = lines.text.length - 1;
  const sections: Span[] = [];
  const above: Heading[] = [];
  const firstRow = headings[0]?.row ?? last + 1;
  if (firstRow > 0) sections.push({ start: 0, end: firstRow - 1, symbol: null, trail: [] });
  headings.forEach((heading, at) => {
    while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop();
    const end = (headings[at + 1]?.row ?? last + 1) - 1;
    const trail = above.map(({ title }) => title).filter((title) => title !== '');
    sections.push({ start: heading.row, end, symbol: heading.title === '' ? null : heading.title, trail });
    above.push(heading);
  });
  return sections;
}

function joinSections(sections: readonly Span[], lines: Lines, budget: number): Span[] {
  const joined: Span[] = [];
  for (const section of sections) {
    if (trimmed(lines, section) === null) continue;
    const previous = joined.at(-1);
    if (previous === undefined || !belongTogether(previous, section, lines, budget)) {
      joined.push(section);
      continue;
    }
    // A bare heading lends nothing but its line; the first of equals names the pair.
    const bare = tokensIn(lines, previous.start, previous.end) < TINY_SECTION;
    const named = bare ? section : previous;
    joined[joined.length - 1] = declaring({ ...named, start: previous.start, end: section.end }, [
      ...namesOf(previous),
      ...namesOf(section),
    ]);
  }
  return joined;
}

function belongTogether(a: Span, b: Span, lines: Lines, budget: number): boolean {
  const size = tokensIn(lines, a.start, b.end);
  if (size > budget) return false;
  const before = tokensIn(lines, a.start, a.end);
  if (before < TINY_SECTION) return true;
  const small = budget * SMALL_SHARE;
  const siblings = a.trail.length === b.trail.length && a.trail.every((title, at) => title === b.trail[at]);
  return siblings && before < small && size - before < small;
}
