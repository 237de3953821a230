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


def step_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    return parser


def read_arguments() -> tuple[dict, Path]:
    """--config and --data of the steps that take no more."""
    args = step_parser().parse_args()
    return read_config(args.config), args.data


def read_arguments_and_logs() -> tuple[dict, Path, Path]:
    """Those, and the folder of the step's log."""
    parser = step_parser()
    add_logs(parser)
    args = parser.parse_args()
    return read_config(args.config), args.data, log_folder(args.data, args.logs)


def add_logs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--logs", type=Path, help="the folder of logs and counts; DATA/logs, unless given")


def log_folder(data: Path, named: Path | None) -> Path:
    """Below DATA unless it is named: no run replaces the logs of this repository unasked."""
    return named or data / "logs"


def model_folder(data: Path, config: dict, named: Path | None) -> Path:
    """Of the exported files: below DATA unless it is named, as the shipped ones are by `--out ..` and `--models ..`."""
    return named or data / "models" / config["name"]


def read_texts(folder: Path, name: str) -> list[str]:
    with open(folder / f"{name}.jsonl") as file:
        return [json.loads(line)["text"] for line in file]
