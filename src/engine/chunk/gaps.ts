/**
 * What is right in a language and an error to its grammar, written so that the grammar knows it. Only the tree of such a text
 * is looked at, and its rows are those of the file; whoever uses it sees whether it has fewer errors.
 */

interface Gap {
  readonly expression: RegExp;
  readonly instead: string;
}

/** What follows a type on the next line is taken for its arguments where no semicolon stands between: `(): T` above `<U>(u: U): U`. */
const signature: Gap = {
  expression: /^( *)(?=< *(?:$|(?:const\s+)?[A-Z_$][\w$]*\s*(?:[,>=]|extends\b)))/gm,
  instead: '$1;',
};

const TYPESCRIPT: readonly Gap[] = [
  signature,
  // `interface Shape<out T>`
  {
    expression: /(^ *|[<,] *)(?:in\s+out|in|out)\s+(?=[A-Z_$][\w$]*\s*(?:[,>=]|extends\b|$))/gm,
    instead: '$1',
  },
  { expression: /^( *export )type (?=\*)/gm, instead: '$1' },
];

const GAPS: Readonly<Record<string, readonly Gap[]>> = {
  typescript: TYPESCRIPT,
  tsx: TYPESCRIPT,
  kotlin: [
    { expression: /\bfun (?=interface \w)/g, instead: '' },
    // `Row?.() -> Int`, `java.net.URL.() -> Int`
    { expression: /\?(?=\.\([^()]*\)\s*->)/g, instead: '' },
    { expression: /(?<![\w.])(?:[a-z]\w*\.)+(?=[A-Z]\w*\??\.\([^()]*\)\s*->)/g, instead: '' },
    // `is Circle if shape.isRound ->`
    { expression: /^( *)!?is [^-\n]*? if\b/gm, instead: '$1true &&' },
    // A branch below a call: `area()` above `(shape as Circle).isRound ->`
    { expression: /(?=[(!i])(?<=[\w)}\]"]\n *)(?=(?:[(!]|in\s).*\s->(?:\s|$))/gm, instead: ';' },
    // `shape.center().x = 1`
    { expression: /(?<=\)(?:(?:\?|!!)?\.\w+|\[[^\]]*\])+\s)=(?=\s)/g, instead: '==' },
    { expression: /(?<=\w \w+ )this$/gm, instead: 'it' },
    { expression: / & Any\b/g, instead: '' },
  ],
  scala: [
    // `private enum Side`
    { expression: /^( *)(?:(?:private|protected)(?:\[\w+\])? |final |sealed )+(?=enum \w)/gm, instead: '$1' },
    // `extends Shape[A]()(order)`
    { expression: /(?<=\bextends [\w.]+(?:\[[^\]\n]*\])?\([^()\n]*\))\([^()\n]*\)/g, instead: '' },
  ],
  rust: [
    // Macros that are called as types of the language are.
    { expression: /\b(?:str|bool|char|[iuf](?:8|16|32|64|128|size))(?=!\s*[([{])/g, instead: 'type_' },
    // `1.. =>`
    { expression: /(?<=[\s(,|[][\w']+)\.\.(?=\s*(?:[,)|\]]|=>))/g, instead: '..=9' },
    { expression: /(?<=:)pat_param\b/g, instead: 'pat' },
  ],
};

/** What a grammar takes for something else without an error. */
const MISTAKEN: Readonly<Record<string, readonly Gap[]>> = {
  kotlin: [
    // `class Box(shape: Shape) : Shape by shape {`, whose body is taken for an argument
    { expression: / by [\w.]+(?= \{$)(?<=^(?:\)|.*\b(?:class|object)\s).*)/gm, instead: '' },
  ],
};

/** Of the same rows: without what is mistaken whether or not there are errors. */
export function withoutMistakes(grammar: string, text: readonly string[]): readonly string[] {
  return replaced(MISTAKEN[grammar], text);
}

/** Of the same rows. The same where nothing of it is there, or the grammar is not known to miss anything. */
export function withoutGaps(grammar: string, text: readonly string[]): readonly string[] {
  return replaced(GAPS[grammar], text);
}

function replaced(gaps: readonly Gap[] | undefined, text: readonly string[]): readonly string[] {
  if (gaps === undefined) return text;
  const whole = text.join('\n');
  const changed = gaps.reduce((each, { expression, instead }) => each.replace(expression, instead), whole);
  return changed === whole ? text : changed.split('\n');
}
