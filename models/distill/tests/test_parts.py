import json
import subprocess
import sys
from pathlib import Path

import pytest

from parts import files_of, is_right, join, split


def make(tmp_path, size=1000):
    data, parts, other = tmp_path / "data", tmp_path / "parts", tmp_path / "other"
    path = data / "packs" / "a.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(i * 7 % 251 for i in range(size)))
    return path, data, parts, other


def test_a_file_goes_through_parts_unchanged(tmp_path):
    path, data, parts, other = make(tmp_path)
    assert [part.stat().st_size for part in split(path, data, parts, 400)] == [400, 400, 200]
    assert join(parts / "packs+a.npz.parts.json", other) == []
    assert (other / "packs" / "a.npz").read_bytes() == path.read_bytes()


def test_missing_and_damaged_parts_are_named_and_nothing_is_written(tmp_path):
    path, data, parts, other = make(tmp_path)
    first, second, third = split(path, data, parts, 400)
    second.unlink(), third.write_bytes(b"x" * 200)
    assert join(parts / "packs+a.npz.parts.json", other) == [second.name, third.name]
    assert not other.exists()


def test_splitting_again_mends_what_is_damaged(tmp_path):
    path, data, parts, other = make(tmp_path)
    made = split(path, data, parts, 400)
    made[0].write_bytes(b"wrong")
    split(path, data, parts, 400)
    assert join(parts / "packs+a.npz.parts.json", other, remove=True) == [] and not made[0].exists()


def test_a_manifest_cannot_lead_out_of_the_folder(tmp_path):
    path, data, parts, other = make(tmp_path)
    split(path, data, parts)
    manifest = parts / "packs+a.npz.parts.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "path": "../outside"}))
    with pytest.raises(ValueError, match="leads out"):
        join(manifest, other)


def test_folders_are_taken_whole(tmp_path):
    path, data, parts, _ = make(tmp_path)
    assert files_of(data, ["packs"]) == [path]
    assert not is_right(parts / "none", {"bytes": 1, "sha256": ""})


def test_the_command_splits_and_joins_and_fails_where_something_is_missing(tmp_path):
    path, data, parts, other = make(tmp_path)
    program = Path(__file__).resolve().parents[1] / "parts.py"

    def run(*arguments) -> int:
        return subprocess.run([sys.executable, program, *arguments], capture_output=True).returncode
    assert run("join", "--data", other, "--parts", parts) == 1
    assert run("split", "--data", data, "--parts", parts, "packs") == 0
    assert run("join", "--data", other, "--parts", parts) == 0 and (other / "packs" / "a.npz").read_bytes() == path.read_bytes()
    (parts / "packs+a.npz.000").unlink(), (other / "packs" / "a.npz").unlink()
    assert run("join", "--data", other, "--parts", parts) == 1
