import sys

import pytest

import collect
from sentences import find_wordnet, wordnet


def test_wordnet_is_found_in_whatever_version_of_its_package(tmp_path):
    folder = tmp_path / "wordnet-base_1%3a3.1-2_all" / "usr" / "share" / "wordnet"
    folder.mkdir(parents=True)
    for kind in ("noun", "verb", "adj", "adv"):
        (folder / f"data.{kind}").write_text('  1 licence\n0001 03 n 01 bench 0 000 | a long seat for many people; "they sat on a bench in the park"\n')
    assert find_wordnet(tmp_path) == folder
    assert wordnet(folder) == ["they sat on a bench in the park", "bench: a long seat for many people"]


def test_a_missing_wordnet_is_told_before_anything_is_read(tmp_path, monkeypatch):
    (tmp_path / "wanted.toml").write_text('initial = "minilm"\nseed = 1\n[collect]\nwordnet = 5\n[collect.local]\n[collect.licences]\n')
    monkeypatch.setattr(sys, "argv", ["collect.py", "--config", str(tmp_path / "wanted.toml"), "--data", str(tmp_path), "--evaluation", str(tmp_path / "none")])
    with pytest.raises(FileNotFoundError, match="debian_binary"):
        collect.main()
