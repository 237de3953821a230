"""What comes into the corpus: of which packages, how much of each language, nothing twice, and what is held out."""
import json
import random
import zipfile

import pytest

import collect
from clean import Contamination
from collect import balanced, gather, package_rows, report, write

FUNCTION = '''def read_rows(path, limit):
    """Read the rows of a file up to a limit."""
    with open(path) as file:
        lines = [line.split() for line in file]
    return [line for line in lines if line][:limit]
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    """What is taken of a package with one function and one document, by its licence and what must not be trained on."""
    config = {"licences": {"pypi": {"told": "MIT"}}, "seed": 1, "seconds_per_package": 60, "per_package": 9, "sections_per_package": 9, "sentences_per_package": 9}
    document = "# Retrying an upload\n\nUse the retry option to try an upload again after it failed once on the way.\n"
    pad = "\n" * 200  # shorter files are not read

    def taken(licence, dirt=Contamination([], []), name="a"):
        monkeypatch.setattr(collect, "STATE", {"config": config, "dirt": dirt})
        path = tmp_path / f"{name}.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.dist-info/METADATA", f"Name: a\nLicense-Expression: {licence}\n\n")
            archive.writestr("a/rows.py", FUNCTION + pad)
            archive.writestr("a/README.md", document + pad)
        return package_rows((path, "pypi", name, "1"))
    return taken


def test_nothing_is_taken_of_a_package_whose_licence_is_not_permissive(package):
    result = package("MIT")
    assert [row[0] for row in result["code"]] == ["python"] and len(result["sections"]) == 1 and len(result["sentences"]) == 1
    for licence in ("GPL-3.0", "unknown"):
        assert package(licence) == {"head": ("pypi", "a", "1", licence), "code": [], "sections": [], "sentences": []}
    assert package("GPL-3.0", name="told")["head"] == ("pypi", "told", "1", "MIT")  # by the configuration


def test_nothing_is_taken_that_the_evaluation_has(package):
    assert package("MIT", Contamination([FUNCTION], []))["code"] == []
    result = package("MIT", Contamination([], ["retrying an upload", "Use the retry option to try an upload again after it failed once, on the way!"]))
    assert result["sections"] == result["sentences"] == [] and len(result["code"]) == 1


def test_a_damaged_archive_does_not_end_the_run(package, tmp_path):
    package("MIT")
    (tmp_path / "a.whl").write_bytes(b"PK\x03\x04 nothing else")
    damaged = package_rows((tmp_path / "none.whl", "pypi", "a", "1"))
    assert damaged["head"][3].startswith("unreadable") and damaged["code"] == []


def test_each_language_has_its_quota_and_one_without_has_none():
    rows = [(language, f"{language} {i}", [], "s", False) for language in ("python", "go", "perl") for i in range(20)]
    out = balanced(list(rows), {"python": 7, "go": 30}, random.Random(1))
    assert sum(row[0] == "python" for row in out) == 7 and sum(row[0] == "go" for row in out) == 20 and len(out) == 27
    assert out == balanced(list(rows), {"python": 7, "go": 30}, random.Random(1)) != balanced(list(rows), {"python": 7, "go": 30}, random.Random(2))


def test_code_that_is_there_twice_comes_once_whatever_is_in_front_of_it():
    body = "    total = 0\n    for rowCount in counts:\n        total += rowCount\n" * 9
    rows = [("python", text, [], "s", False) for text in (f"def a(counts):\n{body}", f"lib/b.py\ndef b(counts):\n{body}", body.replace("total", "Total"), f"{body}    return total\n")]
    out = balanced(rows, {"python": 9}, random.Random(1))
    assert len(out) == 2 and sum(row[1].endswith("return total\n") for row in out) == 1


def result(name, code=1, sections=(), sentences=()):
    return {"head": ("pypi", name, "1", "MIT"), "code": [("python", f"{name} {i}", ["a question"]) for i in range(code)], "sections": sections, "sentences": sentences}


def test_packages_are_held_out_whole_and_by_their_name_alone():
    results = [result(f"package{i}", 3) for i in range(2000)]
    config = {"seed": 5, "held_share": 0.05}
    code, _ = gather(results, config)
    held = {row[3] for row in code if row[4]}
    assert held.isdisjoint(row[3] for row in code if not row[4]) and 60 < len(held) < 140
    backwards, _ = gather(results[::-2], config)  # with other packages beside it, and in another order
    assert {row[3] for row in backwards if row[4]} == {row[3] for row in backwards} & held
    assert {row[3] for row in gather(results, {**config, "seed": 6})[0] if row[4]} != held


def test_sections_are_asked_for_by_their_heading_and_share_the_split_of_their_package():
    sections = [("Retrying uploads", "Try again" + "." * i) for i in range(6)]
    for share, held in ((0.0, False), (1.0, True)):
        code, prose = gather([result("a", 1, sections, ["One.", "Two."]), result("b", 0, (), ["Two.", "Three."])], {"seed": 1, "held_share": share})
        assert [row[0] for row in code] == ["python"] + ["document"] * 6 and {row[3:] for row in code} == {("pypi/a", held)}
        assert {query.lower() for row in code[1:] for query in row[2]} == {"retrying uploads"} and all(body in row[1] for (_, body), row in zip(sections, code[1:]))
        assert prose == ["One.", "Two.", "Three."]


def test_the_files_have_each_question_once_and_pairs_that_lead_to_it(tmp_path):
    code = [("python", "p", ["x", "y"], "pypi/a", False), ("go", "g", ["y"], "go/b", True)]
    assert write(tmp_path, code, ["s"]) == {"passages": 2, "queries": 2, "pairs": 3, "sentences": 1}
    rows = {name: [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text().splitlines()] for name in ("passages", "queries", "pairs", "sentences")}
    assert rows["passages"][1] == {"text": "g", "language": "go", "source": "go/b", "held": True}
    assert [(rows["queries"][q]["text"], rows["passages"][p]["text"]) for q, p in rows["pairs"]] == [("x", "p"), ("y", "p"), ("y", "g")]
    assert rows["sentences"] == [{"text": "s"}]


def test_the_count_names_the_licence_of_all_that_was_taken_and_what_was_left_out(tmp_path):
    results = [{"head": ("pypi", name, "1", licence)} for name, licence in (("a", "MIT"), ("b", "BSD"), ("c", "GPL-3.0"), ("d", "ISC"))]
    code = [("python", "p", [], "pypi/a", False), ("go", "q", [], "pypi/b", True), ("go", "r", [], "pypi/b", True)]
    report(tmp_path / "logs" / "corpus.json", {}, code, results, {})
    counted = json.loads((tmp_path / "logs" / "corpus.json").read_text())
    assert counted["sources"] == {"pypi/a": {"version": "1", "licence": "MIT", "passages": 1}, "pypi/b": {"version": "1", "licence": "BSD", "passages": 2}}
    assert counted["licences"] == {"BSD": 2, "MIT": 1} and counted["held_out"] == ["pypi/b"] and counted["not_permissive_or_unknown"] == {"pypi/c": "GPL-3.0"}
