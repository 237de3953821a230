import json
from pathlib import Path

import pytest

from make_cases import HAND, random_texts
from prepare import prepare

CASES = Path(__file__).resolve().parents[2] / "preparation.cases.jsonl"


def test_agrees_with_the_published_cases():
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(cases) >= 200
    for case in cases:
        assert prepare(case["text"]) == case["prepared"], case["text"]
    assert [case["text"] for case in cases] == list(dict.fromkeys(HAND + random_texts(120, seed=1)))  # make_cases.py writes them


@pytest.mark.parametrize(("text", "expected"), [
    ("getUserName", "get User Name"), ("HTTPServer", "HTTP Server"), ("sha256", "sha 256"), ("mp3", "mp3"), ("3rows", "3 rows"),
    ("C++ and C#", "C++ and C#"), ("v1.2.3", "v1.2.3"), ("50% of $5", "50% of $5"), ("a_b-c", "a b-c"), ("", ""),
])
def test_splits_identifiers_and_keeps_punctuation(text, expected):
    assert prepare(text) == expected
