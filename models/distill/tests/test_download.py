import json
from types import SimpleNamespace

import download


def test_a_go_module_that_is_fetched_again_is_listed_once(tmp_path, monkeypatch):
    versions = iter(["v1", "v1", "v2"])

    def client(command, **_):
        path = command[-1].split("@")[0]
        return SimpleNamespace(returncode=0, stderr="", stdout=json.dumps({"Path": path, "Version": next(versions), "Zip": f"/{path}.zip"}))
    monkeypatch.setattr(download.subprocess, "run", client)
    assert download.golang(["a.org/b", "a.org/c"], tmp_path) == ["a.org/b", "a.org/c"]
    assert download.golang(["a.org/b"], tmp_path) == ["a.org/b"]  # by a run that was ended before it noted what it had
    rows = [json.loads(line) for line in (tmp_path / "modules.jsonl").read_text().splitlines()]
    assert [(row["Path"], row["Version"]) for row in rows] == [("a.org/b", "v2"), ("a.org/c", "v1")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["go.mod", "modules.jsonl"]


def test_a_module_that_cannot_be_had_leaves_the_others(tmp_path, monkeypatch):
    def client(command, **_):
        good = "good" in command[-1]
        return SimpleNamespace(returncode=0 if good else 1, stderr="no such module", stdout=json.dumps({"Path": "good", "Version": "v1"}))
    monkeypatch.setattr(download.subprocess, "run", client)
    assert download.golang(["bad", "good"], tmp_path) == ["good"]
    assert len((tmp_path / "modules.jsonl").read_text().splitlines()) == 1
