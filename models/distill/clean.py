"""Decontamination: nothing that the evaluation sets contain may be trained on.

A function is dropped where half of its shingles (runs of 8 words) occur in one of cosqa's functions' shingles taken together, or where
its description equals one of theirs; a query or sentence where its words equal an evaluation query's or sentence's.
"""
import hashlib
import re
from pathlib import Path

SHINGLE = 8
WORD = re.compile(r"[a-z0-9]+")
DOCSTRING = re.compile(r"(?:'''|\"\"\")(.*?)(?:'''|\"\"\")", re.S)


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def shingles(text: str) -> set[bytes]:
    """Digests of all runs of 8 words, of the whole where it is shorter; the same in every process."""
    w = words(text)
    return {hashlib.blake2b(" ".join(w[i:i + SHINGLE]).encode(), digest_size=8).digest() for i in range(max(1, len(w) - SHINGLE + 1))}


def first_sentence(text: str) -> str:
    """Up to the first full stop before a space, or the first empty line."""
    head = re.split(r"\n\s*\n|\n\s*[:@]\w+|\n\s*-{3,}", text.strip())[0]
    return re.split(r"(?<=[.!?])\s", re.sub(r"\s+", " ", head).strip())[0]


class Contamination:
    """What must not be trained on; built once from the evaluation folder."""

    def __init__(self, functions: list[str], sentences: list[str]) -> None:
        self.shingles: set[bytes] = set()
        self.texts = {" ".join(words(s)) for s in sentences}
        self.descriptions = set()
        for code in functions:
            self.shingles |= shingles(code) | shingles(DOCSTRING.sub(" ", code))
            for doc in DOCSTRING.findall(code)[:1]:
                self.descriptions.add(" ".join(words(first_sentence(doc))))

    def function(self, code: str, description: str = "") -> bool:
        """True if a function, or what it says it does (four words or more), is in the evaluation data."""
        summary = words(first_sentence(description))
        if len(summary) >= 4 and " ".join(summary) in self.descriptions:
            return True
        own = shingles(code)
        return len(own & self.shingles) >= 0.5 * len(own)

    def text(self, text: str) -> bool:
        """True if a sentence or query is in the evaluation data, whatever its case and punctuation."""
        flat = " ".join(words(text))
        return flat in self.texts or flat in self.descriptions


def load_contamination(evaluation: Path) -> Contamination:
    from measures import read_cosqa, read_sts
    queries, _, functions = read_cosqa(evaluation / "cosqa")
    sentences = list(queries)
    for path in sorted((evaluation / "sts").glob("*.tsv")):
        _, left, right = read_sts(path)
        sentences += left + right
    for path in sorted((evaluation / "code-repos" / "annotations").glob("*.json")):
        sentences += re.findall(r'"query":\s*"(.*?)"', path.read_text(encoding="utf-8"))
    return Contamination(functions, sentences)
