"""Which licence a package is read to have, and which licences are taken."""
import io
import json
import tarfile
import zipfile

import pytest

from archives import licence_of_text, permissive, read_package
from config import HERE

MIT = "Permission is hereby granted, free of charge, to any person"
GPL = "GNU GENERAL\n  PUBLIC LICENSE"
CODE = "def add(a, b):\n    return a + b\n" * 9


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def licence_of(path, files, licence=""):
    return read_package(zipped(path / "a.zip", files), "pypi", "a", "1", licence).licence


@pytest.mark.parametrize("licence", [
    "MIT", "BSD-3-Clause", "Apache Software License", "ISC License (ISCL)", "The Unlicense (Unlicense)", "MIT AND Apache-2.0", "MIT OR GPL-3.0-or-later",
    "(BSD-3-Clause OR GPL-2.0)", "(MIT OR Apache-2.0) AND Unicode-3.0", "(MIT OR GPL-2.0) AND (Apache-2.0 OR MPL-2.0)", "GPL-3.0 OR (MIT AND ISC)",
])
def test_licences_without_copyleft_are_taken_and_a_choice_that_has_one(licence):
    assert permissive(licence)


@pytest.mark.parametrize("licence", [
    "", "unknown", "UNLICENSED", "SEE LICENSE IN LICENSE", "GPL-3.0", "LGPL-2.1", "AGPL-3.0-only", "MPL-2.0", "EPL-2.0 OR GPL-2.0", "SSPL-1.0", "BUSL-1.1",
    "GNU General Public License v2 or later (GPLv2+)", "MIT License AND GNU Lesser General Public License v3 (LGPLv3)", "BSD-3-Clause AND GPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)", "MIT AND Proprietary", "GPL-3.0 AND (MIT OR Apache-2.0)", "(MIT OR Apache-2.0) AND GPL-3.0", "(MIT AND GPL-3.0) OR MPL-2.0",
])
def test_copyleft_and_what_is_not_known_are_not_taken(licence):
    assert not permissive(licence)


@pytest.mark.parametrize("licence", ["GPL-2.0", "AGPL-3.0", "LGPL-2.1", "GNU", "MPL-2.0", "Mozilla Public License", "EPL-2.0", "Eclipse", "CDDL-1.0", "EUPL-1.2", "SSPL-1.0",
                                     "BUSL-1.1", "Copyleft", "Commercial", "Proprietary"])
def test_a_permissive_licence_does_not_help_another_beside_it(licence):
    assert permissive("MIT") and not permissive(f"MIT AND {licence}") and not permissive(f"{licence} AND MIT")


@pytest.mark.parametrize("path", sorted(HERE.glob("corpus.*.json")), ids=lambda path: path.name)
def test_the_licences_of_every_corpus_that_was_counted_are_taken_and_those_left_out_are_not(path):
    counted = json.loads(path.read_text())
    assert all(permissive(source["licence"]) for source in counted["sources"].values())
    assert not any(map(permissive, counted["not_permissive_or_unknown"].values()))


def test_a_licence_is_known_by_its_text_and_copyleft_comes_first():
    assert [licence_of_text(text) for text in (MIT, GPL, "All rights reserved.")] == ["MIT", "GPL", ""]
    assert licence_of_text(f"{MIT}\n\nParts of this are under the {GPL}.") == "GPL"


def test_metadata_says_the_licence_and_a_text_only_where_it_says_none(tmp_path):
    told = {"a.dist-info/METADATA": "Name: a\nLicense-Expression: GPL-3.0\n\nLicense: MIT", "LICENSE": MIT}
    assert licence_of(tmp_path, told) == "GPL-3.0"
    both = "Name: a\nClassifier: License :: OSI Approved :: MIT License\nClassifier: License :: OSI Approved :: GNU General Public License (GPL)\n\n"
    assert not permissive(licence_of(tmp_path, {"a.dist-info/METADATA": both}))
    assert licence_of(tmp_path, {"a.dist-info/METADATA": "Name: a\n\nLicense: MIT"}) == "unknown"
    assert licence_of(tmp_path, {"package/package.json": '{"license": {"type": "ISC"}}', "package/LICENSE": GPL}) == "ISC"
    assert licence_of(tmp_path, {"a/Cargo.toml": '[package]\nlicense = "MIT/Apache-2.0"\n'}) == "MIT OR Apache-2.0"
    assert licence_of(tmp_path, {"LICENSE": MIT, "a.py": CODE}) == "MIT"
    assert licence_of(tmp_path, {"LICENSE": MIT}, "GPL-2.0") == "GPL-2.0"  # what sources.toml or a configuration says
    assert licence_of(tmp_path, {"a.py": CODE}) == "unknown"


def test_what_a_package_carries_with_it_does_not_say_its_licence(tmp_path):
    inner = {"a/vendor/b/LICENSE": MIT, "a/vendor/b/package.json": '{"license": "MIT"}', "a/vendor/b/Cargo.toml": 'license = "MIT"\n'}
    assert licence_of(tmp_path, {**inner, "a/COPYING": GPL}) == "GPL"


def test_code_is_read_and_what_is_tested_vendored_or_short_is_not(tmp_path):
    taken, left = ["a/b.py", "a/README.md"], ["a/tests/b.py", "a/vendor/b.py", "a/b.min.js", "a/b_pb2.py", "a/b.bin"]
    files = {**dict.fromkeys(taken + left, CODE), "a/short.py": "x = 1\n"}
    assert [name for name, _ in read_package(zipped(tmp_path / "a.zip", files), "pypi", "a", "1").files] == taken
    for name, text in files.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_text(text)
    assert sorted(name for name, _ in read_package(tmp_path / "folder", "cargo", "a", "1").files) == sorted(taken)


def test_an_archive_that_was_cut_off_gives_what_it_has(tmp_path):
    with tarfile.open(tmp_path / "whole.tgz", "w:gz") as archive:
        for name in ("a/b.py", "a/c.py"):
            text = CODE.encode() * 99
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    content = (tmp_path / "whole.tgz").read_bytes()
    (tmp_path / "cut.tgz").write_bytes(content[:len(content) * 2 // 3])
    assert len(read_package(tmp_path / "whole.tgz", "npm", "a", "1").files) == 2
    assert len(read_package(tmp_path / "cut.tgz", "npm", "a", "1").files) < 2
