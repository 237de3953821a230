"""Mining of languages whose definitions do not end at a brace: (name, comment, code) of Elixir, Lua, Bash and Haskell. Pure functions of text."""
import re
from collections.abc import Iterator

Found = tuple[str, str, str]  # name, documentation without comment signs, code without it
ELIXIR = re.compile(
    r'^([ \t]*)@doc[ \t]+(?:~[sS])?"""\n(.*?)^[ \t]*"""\n((?:[ \t]*(?:@|#)[^\n]*\n|\s*\n)*)(?=\1(?:def|defmacro|defguard)\s+([a-z_]\w*[?!]?))', re.M | re.S)
LUA = re.compile(r"((?:^[ \t]*--[^\n]*\n)+)(?=([ \t]*)(?:local[ \t]+)?(?:function[ \t]+([\w.:]+)|([\w.]+)[ \t]*=[ \t]*function))", re.M)
BASH = re.compile(r"((?:^[ \t]*#[^\n!]*\n)+)(?=([ \t]*)(?:function[ \t]+)?([A-Za-z_][\w:.-]*)[ \t]*(?:\(\))?[ \t]*\{)", re.M)
HASKELL = re.compile(r"^(-- \|[^\n]*\n(?:--[^\n]*\n)*)(?=([a-z_][\w']*)[ \t]*(?:\n[ \t]+)?::)", re.M)
RULE = re.compile(r"[-=#*~ \t]{3,}$", re.M)  # lines that only draw


def plain(comment: str, sign: str) -> str:
    """A comment without its signs and drawn lines."""
    return RULE.sub("", re.sub(rf"^[ \t]*{sign}[ \t]?", "", comment, flags=re.M)).strip()


def to_end(text: str, start: int, indent: str, end: str, longest: int = 4000) -> str:
    """From `start` to the first line of the same indentation that is `end`; empty where there is none near."""
    found = re.compile(rf"^{re.escape(indent)}{end}", re.M).search(text, start, start + longest)
    return text[start:found.end()] if found else ""


def mine_elixir(text: str) -> Iterator[Found]:
    for match in ELIXIR.finditer(text):
        code = to_end(text, match.end(), match[1], r"end\b")
        if code.count("\n") > 1:
            yield match[4], re.sub(r"^[ \t]+", "", match[2], flags=re.M).strip(), code


def mine_lua(text: str) -> Iterator[Found]:
    for match in LUA.finditer(text):
        code = to_end(text, match.end(), match[2], r"end\b")
        doc = re.sub(r"^[ \t]*@\w+.*$", "", plain(match[1], r"-{2,}\[*"), flags=re.M).strip()
        if code.count("\n") > 1:
            yield re.split(r"[.:]", match[3] or match[4])[-1], doc, code


def mine_bash(text: str) -> Iterator[Found]:
    for match in BASH.finditer(text):
        code = to_end(text, match.end(), match[2], r"\}")
        if code.count("\n") > 1:
            yield match[3], plain(match[1], "#+"), code


def mine_haskell(text: str) -> Iterator[Found]:
    """Signature and equations, to the first empty line after an equation."""
    for match in HASKELL.finditer(text):
        rest = text[match.end():match.end() + 4000]
        equation = re.search(rf"^{re.escape(match[2])}\b(?!\s*::)", rest, re.M)
        if equation:
            end = re.search(r"\n(?=\s*\n(?:\S|\Z))", rest[equation.start():] + "\n\n")
            code = rest[:equation.start() + (end.start() if end else len(rest))].rstrip()
            yield match[2], plain(match[1], r"--(?: \|)?"), code


MORE = {"elixir": mine_elixir, "lua": mine_lua, "bash": mine_bash, "haskell": mine_haskell}
