"""Mining of (documentation, code) pairs from source files, and of sections from documents. Pure functions of text."""
import ast
import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from more_languages import MORE

LANGUAGES = {"py": "python", "js": "javascript", "mjs": "javascript", "cjs": "javascript", "ts": "typescript", "tsx": "typescript",
             "java": "java", "kt": "kotlin", "scala": "scala", "go": "go", "rs": "rust", "c": "c", "h": "c", "cc": "cpp", "cpp": "cpp",
             "hpp": "cpp", "hh": "cpp", "cs": "csharp", "php": "php", "rb": "ruby", "swift": "swift", "zig": "zig", "ex": "elixir", "exs": "elixir",
             "lua": "lua", "sh": "bash", "bash": "bash", "hs": "haskell"}
CPP_HEADER = re.compile(r"^\s*(?:namespace\s+\w|template\s*<|class\s+\w+[^;]*$|(?:public|private|protected):)", re.M)
LONGEST = 1800  # characters of code kept: about 128 tokens and a reserve


@dataclass(frozen=True)
class Mined:
    language: str
    name: str     # of the function or class
    trail: str    # enclosing names and its own, joined by dots
    doc: str      # documentation without comment signs
    bare: str     # code without its documentation
    full: str     # code with it


def mine(language: str, text: str) -> Iterator[Mined]:
    """All documented definitions of a file."""
    if language == "python":
        yield from mine_python(text)
    elif language == "ruby":
        yield from mine_ruby(text)
    elif language in MORE:
        yield from mine_more(language, text)
    else:
        yield from mine_braces(language, text)


def language_of(path: str, text: str) -> str | None:
    """By the extension; a header of C that uses C++ is C++."""
    language = LANGUAGES.get(path.rsplit(".", 1)[-1])
    return "cpp" if language == "c" and path.endswith(".h") and CPP_HEADER.search(text) else language


def mine_more(language: str, text: str) -> Iterator[Mined]:
    """What more_languages.py finds, with documentation of three words or more that is no licence."""
    for name, doc, body in MORE[language](text):
        code = dedent(body.strip("\n"))
        if len(doc.split()) >= 3 and len(code) >= 50 and not doc.lower().startswith(("copyright", "licen", "todo", "vim:", "shellcheck")):
            yield Mined(language, name, name, doc, code[:LONGEST], (doc + "\n" + code)[:LONGEST])


def mine_python(text: str) -> Iterator[Mined]:
    """Functions, methods and classes with a docstring, by syntax tree."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = text.splitlines()

    def visit(node: ast.AST, trail: tuple[str, ...]) -> Iterator[Mined]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found = python_definition(child, lines, trail)
                if found:
                    yield found
                yield from visit(child, (*trail, child.name))

    yield from visit(tree, ())


def python_definition(node: ast.FunctionDef | ast.ClassDef, lines: list[str], trail: tuple[str, ...]) -> Mined | None:
    doc = ast.get_docstring(node)
    if not doc or len(node.body) < 2:
        return None
    first, rest = node.body[0], node.body[1]
    end = min(node.end_lineno, node.lineno + 60)
    full = "\n".join(lines[node.lineno - 1:end])
    bare = "\n".join(lines[node.lineno - 1:first.lineno - 1] + lines[min(first.end_lineno, rest.lineno - 1):end])
    if bare.count("\n") < 1 or len(bare) < 40:
        return None
    return Mined("python", node.name, ".".join((*trail, node.name)), doc, dedent(bare)[:LONGEST], dedent(full)[:LONGEST])


def dedent(code: str) -> str:
    """Without the indentation of the first line."""
    indent = len(code) - len(code.lstrip(" \t"))
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in code.split("\n"))


DECLARED = re.compile(r"\b(?:class|interface|struct|enum|trait|object|type|func|fn|fun|def|function|namespace|record)\s+(?:\([^)]*\)\s*)?([A-Za-z_$][\w$]*)")
CALLED = re.compile(r"([A-Za-z_$~][\w$]*)\s*(?:<[^>(]*>)?\s*(?:=\s*(?:async\s*)?(?:function\s*\w*)?\s*)?\(")


def mine_braces(language: str, text: str) -> Iterator[Mined]:
    """Definitions with a body in braces below a documentation comment."""
    found = block_comments(text)
    if language in ("go", "rust", "csharp", "swift", "zig"):
        found = line_comments(text, ("func ", "type ") if language == "go" else ())
    elif language in ("c", "cpp", "kotlin", "scala"):
        found = itertools.chain(found, line_comments(text, ()))
    for comment, start in found:
        doc = comment_text(comment)
        body = body_from(text, start)
        if len(body) < 50 or len(doc.split()) < 3 or doc.lower().startswith(("copyright", "licen", "eslint", "@license")):
            continue
        head = body.split("{")[0]
        name = DECLARED.search(head) or CALLED.search(head)
        if name:
            code = dedent(body)
            yield Mined(language, name[1], name[1], doc, code[:LONGEST], (comment.strip() + "\n" + code)[:LONGEST])


def line_comments(text: str, starts: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Runs of // lines right above a line that starts with one of `starts` (none: with a word or an attribute): the run, and where that line starts."""
    run, place = [], 0
    for line in text.splitlines(keepends=True):
        start = line.lstrip(" \t")
        if start.startswith("//"):
            run.append(line)
        else:
            declared = start.startswith(starts) if starts else start[:1].isalpha() or start.startswith(("#[", "["))
            if run and len(run) < 80 and declared:
                yield "".join(run), place
            run = []
        place += len(line)


def block_comments(text: str) -> Iterator[tuple[str, int]]:
    """/* */ comments that end their line, above a line that starts with a word or an annotation."""
    place = text.find("/*")
    while place >= 0:
        end = text.find("*/", place + 2)
        if end < 0:
            return
        line = text.find("\n", end)
        if 20 < end - place < 3000 and line >= 0 and not text[end + 2:line].strip():
            following = text[line + 1:line + 200].lstrip(" \t")
            if following[:1].isalpha() or following[:1] in ("@", "_", "<", "$", "~", "["):
                yield text[place:end + 2], line + 1
        place = text.find("/*", end + 2)


def comment_text(comment: str) -> str:
    """A comment without its signs and tags' brackets."""
    text = re.sub(r"^[ \t]*(?:///?!?|/\*+|\*/|\*)[ \t]?|\*/", "", comment, flags=re.M)
    text = re.sub(r"</?[a-zA-Z][^>]*>|\{@\w+ ([^}]*)\}", lambda m: m[1] or " ", text)
    return html.unescape(text).strip()


def body_from(text: str, start: int) -> str:
    """From a declaration to its closing brace; empty where there is no body near."""
    opening = text.find("{", start, start + 600)
    semicolon = text.find(";", start, start + 600)
    if opening < 0 or 0 <= semicolon < opening:
        return ""
    depth, end = 0, min(len(text), start + 4000)
    for i in range(opening, end):
        depth += (text[i] == "{") - (text[i] == "}")
        if not depth:
            return text[start:i + 1].strip("\n")
    return text[start:end].strip("\n")


RUBY_DOC = re.compile(r"((?:^[ \t]*#[^\n]*\n)+)(?=([ \t]*)(?:def|class|module)\s+([\w.?!:]+))", re.M)


def mine_ruby(text: str) -> Iterator[Mined]:
    """Methods and classes below comment lines, to the `end` of their indentation."""
    for match in RUBY_DOC.finditer(text):
        end = re.compile(rf"^{match[2]}end\b", re.M).search(text, match.end())
        doc = re.sub(r"^[ \t]*#+ ?", "", match[1], flags=re.M).strip()
        if end and len(doc.split()) >= 3 and not doc.lower().startswith(("copyright", "frozen", "encoding")):
            code = dedent(text[match.end():end.end()])
            if code.count("\n") > 1:
                yield Mined("ruby", match[3], match[3], doc, code[:LONGEST], (match[1] + code)[:LONGEST])


HEADING = re.compile(r"^(?:#{1,5}[ \t]+(.+?)[ \t#]*|([^\n]{3,80})\n[=\-~^]{3,}[ \t]*)$", re.M)


def sections(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """(heading, text) of a Markdown, reStructuredText or HTML document."""
    if kind == "html":
        text = html_text(text)
    marks = list(HEADING.finditer(text))
    for i, mark in enumerate(marks):
        end = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        body = text[mark.end():end].strip()
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*¶]", lambda m: m[1] or "", mark[1] or mark[2] or "").strip()
        if 60 < len(body) and 2 < len(heading) < 90:
            yield heading, body[:1500]


def html_text(text: str) -> str:
    text = re.sub(r"(?s)<(script|style|head|nav)\b.*?</\1>", " ", text)
    text = re.sub(r"(?is)<h([1-5])\b[^>]*>(.*?)</h\1>", lambda m: "\n\n# " + re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", m[2])) + "\n", text)
    text = re.sub(r"(?i)</(p|div|li|pre|dd|dt|tr)>|<br */?>", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", html.unescape(re.sub(r"<[^>]+>", "", text)))


SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def prose_sentences(text: str) -> Iterator[str]:
    """Sentences of 5 to 40 words that look like English, not like code or tables."""
    for paragraph in re.split(r"\n\s*\n", text):
        flat = re.sub(r"\s+", " ", paragraph).strip()
        for sentence in SENTENCE.split(flat):
            count = len(sentence.split())
            letters = sum(c.isalpha() or c == " " for c in sentence)
            if 5 <= count <= 40 and sentence[:1].isupper() and sentence[-1:] in ".!?" and letters > 0.9 * len(sentence):
                yield sentence
