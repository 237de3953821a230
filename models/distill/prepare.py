"""Text preparation, version 2: what both students see before the WordPiece vocabulary.

An uncased vocabulary mangles `getUserName` and `sha256`; this splits identifiers into words first. Punctuation
stays: the encoder reads from it where documentation ends and code begins (version 1 dropped it: cosqa dev 0.034 lower at the start). The engine does the same in TypeScript: each pattern below is valid in JavaScript with the flags
`gu` (the `$1` of a replacement is `\\1` here), applied in this order.

1. CASE_LOWER_UPPER  getUser     -> get User
2. CASE_ACRONYM      HTTPServer  -> HTTP Server
3. LETTERS_DIGIT     sha256      -> sha 256   (three letters or more; mp3, x86, i18n stay)
4. DIGIT_LETTERS     3rows       -> 3 rows    (three letters or more; 10ms, 2nd stay)
5. UNDERSCORE        max_size    -> max size
6. WHITESPACE        runs of JavaScript's \\s become one space; spaces at both ends are removed.

Control characters are left alone: the BERT tokenizer's own cleaning removes them.
Source of the test cases both sides share: ../preparation.cases.jsonl (make_cases.py writes it).
"""
import regex

VERSION = 2

CASE_LOWER_UPPER = regex.compile(r"(\p{Ll})(?=\p{Lu})")
CASE_ACRONYM = regex.compile(r"(\p{Lu})(?=\p{Lu}\p{Ll})")
LETTERS_DIGIT = regex.compile(r"(\p{L}{3})(?=[0-9])")
DIGIT_LETTERS = regex.compile(r"([0-9])(?=\p{L}{3})")
UNDERSCORE = regex.compile(r"_")
# Spelt out, because Python's \s also takes U+001C-U+001F and U+0085 and leaves out U+FEFF.
WHITESPACE = regex.compile(
    "[\t\n\x0b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)


def prepare(text: str) -> str:
    """Prepared form of any text; idempotent except for its letter runs beside digits. Never fails; may be empty."""
    text = CASE_LOWER_UPPER.sub(r"\1 ", text)
    text = CASE_ACRONYM.sub(r"\1 ", text)
    text = LETTERS_DIGIT.sub(r"\1 ", text)
    text = DIGIT_LETTERS.sub(r"\1 ", text)
    text = UNDERSCORE.sub(" ", text)
    return WHITESPACE.sub(" ", text).strip(" ")
