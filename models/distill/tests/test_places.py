"""Where the steps write: below DATA, and into this repository only where an option names it."""
import json
import sys
from argparse import Namespace
from pathlib import Path

import pytest

import ablate
import evaluate
import export
import static
import train
from run import STEPS, command, read_places

HERE = Path(__file__).resolve().parents[1]


def called(monkeypatch, module, *arguments):
    monkeypatch.setattr(sys, "argv", [f"{module.__name__}.py", *map(str, arguments)])
    module.main()


@pytest.mark.parametrize(("module", "step", "name"), [(train, "train_student", "small.student.jsonl"), (static, "train_static", "small.static.jsonl")])
def test_logs_of_training_go_below_the_data_or_where_they_are_told(module, step, name, tmp_path, monkeypatch):
    logs = []
    monkeypatch.setattr(module, step, lambda config, data, log: logs.append(log))
    called(monkeypatch, module, "--config", HERE / "small.toml", "--data", tmp_path)
    called(monkeypatch, module, "--config", HERE / "small.toml", "--data", tmp_path, "--logs", "logs")
    assert logs == [tmp_path / "logs" / name, Path("logs") / name]


def test_an_exported_model_goes_below_the_data_or_where_it_is_told(tmp_path, monkeypatch):
    outs = []
    monkeypatch.setattr(export, "write_again", lambda config, folder, out: outs.append(out))
    for more in ([], ["--out", ".."]):
        called(monkeypatch, export, "--config", HERE / "small.toml", "--data", tmp_path, "--exported", tmp_path, *more)
    assert outs == [tmp_path / "models" / "small", Path("..")]


def test_an_evaluation_reads_models_and_writes_its_log_below_the_data(tmp_path, monkeypatch):
    commands = []
    monkeypatch.setattr(evaluate, "node", lambda: Path("node"))
    monkeypatch.setattr(evaluate.subprocess, "run", lambda command: commands.append(command) or Namespace(returncode=3))
    with pytest.raises(SystemExit) as ended:
        called(monkeypatch, evaluate, "--config", HERE / "small.toml", "--data", tmp_path, "--evaluation", "sets", "--", "--rivals", "mpnet")
    assert ended.value.code == 3
    words = commands[0]
    given = dict(zip(words[2::2], words[3::2], strict=True))
    assert given["--models"] == str(tmp_path / "models" / "small") and given["--json"] == str(tmp_path / "logs" / "small.evaluation.json")
    assert given["--rivals"] == "mpnet" and words[-2:] == ["--rivals", "mpnet"]


def test_an_evaluation_without_the_runtime_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(evaluate, "REPOSITORY", tmp_path)
    with pytest.raises(SystemExit, match=f"run `npm ci` in {tmp_path}"):
        evaluate.node()


def test_an_ablation_takes_no_row_from_the_committed_log(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("train.train_student", lambda config, data, log: pytest.fail("trains a row that is there"))
    monkeypatch.setattr("project.project", lambda config, data: None)
    row = {"cosqa": 0.5, "STSB-test": 80.0, "STS mean": 78.0, "held_mrr": 0.25}
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "ablations.json").write_text(json.dumps({"base": {"7": row}}))
    called(monkeypatch, ablate, "--data", tmp_path, "--evaluation", tmp_path, "--rows", "base", "--seeds", "7")
    assert "| base | 7 | 0.500 | 80.00 | 78.00 | 0.250 |" in capsys.readouterr().out
    with pytest.raises(pytest.fail.Exception):
        called(monkeypatch, ablate, "--data", tmp_path / "empty", "--evaluation", tmp_path, "--rows", "base", "--seeds", "50")


def test_steps_are_given_whole_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    named = Namespace(config=Path("small.toml"), data=Path("data"), evaluation=Path("evaluation"), models=Path("models"), logs=None)
    places = read_places(named, {"name": "small"})
    for step in STEPS:
        words = command(step, places)
        given = dict(zip(words[2::2], words[3::2], strict=True))
        assert all(Path(given[option]).is_absolute() for option in set(given) - {"--rows"})
        assert given["--data"] == str(tmp_path / "data")
    assert command("export", places)[-1] == str(tmp_path / "models") and command("train", places)[-1] == str(tmp_path / "data" / "logs")
    assert read_places(Namespace(**{**vars(named), "models": None}), {"name": "small"}).models == tmp_path / "data" / "models" / "small"
