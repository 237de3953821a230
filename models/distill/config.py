"""Configuration files (TOML), the places of things, and the corpus's texts."""
import argparse
import json
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
DEFAULT_DATA = HERE.parent.parent / ".cache" / "distill"
SETS = ("passages", "queries", "sentences")


def read_config(path: Path) -> dict:
    """The whole file; every step reads its own table. `corpus` names the collected corpus, `name` the run; both default to the file's name."""
    config = {"corpus": path.stem, "name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))}
    return {**config, "initial": config["initial"].split("/")[0]}  # the first configurations named a file in the teacher's folder


def read_arguments() -> tuple[dict, Path]:
    """--config and --data of the steps that take no more."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    return read_config(args.config), args.data


def read_texts(folder: Path, name: str) -> list[str]:
    with open(folder / f"{name}.jsonl") as file:
        return [json.loads(line)["text"] for line in file]
