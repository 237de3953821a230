"""The ablation of ablations.toml: trains every row with every seed and prints one table; DATA/logs/ablations.json keeps each row's numbers and seed.

Each row runs project, train and a measurement (cosqa dev MRR, STS-B, STS mean of seven sets; bfloat16, texts cut as in training); rows that are in the log
already are not run again, and a run that was stopped goes on if its configuration is what it was. "base" is the base configuration itself; a row that changes only what is done after the last step takes the trained state of the base.
Usage: python ablate.py --data DIR --evaluation DIR [--rows TEXT] [--seeds 50,51] [--file ablations.toml] [--teach] [--logs DIR]
"""
import argparse
import copy
import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import torch

from config import DEFAULT_DATA, HERE, add_logs, log_folder, read_config


FINISHING = {"train.blend", "train.refit"}  # read after the last step


def override(config: dict, changes: dict) -> dict:
    """A copy with dotted keys set: {"train.contrast": 0} changes config["train"]["contrast"]; `steps` and `minutes` take each other's place."""
    out = copy.deepcopy(config)
    for key, value in changes.items():
        *path, last = key.split(".")
        table = out
        for part in path:
            table = table[part]
        if last in ("steps", "minutes") and path != ["project"]:
            table.pop({"steps": "minutes", "minutes": "steps"}[last], None)
        table[last] = value
    return out


def row_config(base: dict, described: dict, name: str, seed: int) -> dict:
    """The whole configuration of one row and seed, with a name of its own and the corpus of the base."""
    config = override(override(base, described["all"]), described["rows"].get(name, {}))
    return {**config, "corpus": base["corpus"], "seed": seed, "name": f"ablation/{name.replace(' ', '-').replace('/', '-')}.{seed}"}


def take_training(data: Path, base: str, name: str) -> None:
    """The last checkpoint of the run `base` and its targets, for a run that differs in FINISHING alone. Raises ValueError where it was not run."""
    if not (data / "runs" / base / "checkpoint.pt").exists():
        raise ValueError(f"{name} takes the trained state of {base}, which is not there: run the row `base` first")
    (data / "runs" / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(data / "runs" / base / "checkpoint.pt", data / "runs" / name / "checkpoint.pt")
    shutil.copytree(data / "targets" / base, data / "targets" / name, dirs_exist_ok=True)


def begin(config: dict, data: Path) -> None:
    """Removes what a run of that name left with another configuration."""
    folder, text = data / "runs" / config["name"], json.dumps(config, sort_keys=True)
    noted = folder / "configuration.json"
    if folder.exists() and (not noted.exists() or noted.read_text() != text):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    noted.write_text(text)


def measure(config: dict, data: Path, evaluation: Path) -> dict[str, float]:
    from tokenizers import Tokenizer

    from embed import embed_ids
    from encoder import student_of
    from measures import cosqa_mrr, sts_spearman
    from packed import DEVICE
    from tokens import student_ids
    student = student_of(torch.load(data / "runs" / config["name"] / "student.pt", weights_only=True)["state"]).to(DEVICE).eval()
    tokenizer = Tokenizer.from_file(str(data / "weights" / config["tokenizer"]))

    def embed(texts: list[str], role: str) -> np.ndarray:
        with torch.autocast(DEVICE.type, torch.bfloat16):
            return embed_ids(student, student_ids(tokenizer, texts, config["train"]["limit"]), config["dims"], device=DEVICE)
    sts = sts_spearman(evaluation, embed)
    return {"cosqa": round(cosqa_mrr(evaluation, embed), 4), "STSB-test": round(sts["STSB-test"], 2), "STS mean": round(sum(sts.values()) / len(sts), 2)}


def table(results: dict[str, dict]) -> str:
    """Markdown: the mean over seeds and, where there are more, the range."""
    lines = ["| row | seeds | cosqa MRR | STSB-test | STS mean | held-out pairs |", "|---|---|---|---|---|---|"]
    for name, by_seed in results.items():
        cells = []
        for key, places in (("cosqa", 3), ("STSB-test", 2), ("STS mean", 2), ("held_mrr", 3)):
            values = [row[key] for row in by_seed.values()]
            spread = f" ({min(values):.{places}f}–{max(values):.{places}f})" if len(values) > 1 else ""
            cells.append(f"{sum(values) / len(values):.{places}f}{spread}")
        lines.append(f"| {name} | {', '.join(by_seed)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def teach_more(base: dict, described: dict, data: Path) -> None:
    """Weights, packs and vectors of the teachers that only rows name."""
    from pack import pack
    from teach import teach_all
    from weights import fetch
    fetch(described["teachers"], data)
    config = override(base, {"teach.teachers": described["teachers"]})
    pack(config, data)
    teach_all(config, data)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--evaluation", type=Path, required=True)
    parser.add_argument("--file", type=Path, default=HERE / "ablations.toml")
    parser.add_argument("--rows", default="", help="only rows whose name has this in it")
    parser.add_argument("--seeds", default="")
    parser.add_argument("--teach", action="store_true", help="only fetch and ask the teachers that rows name, train nothing")
    add_logs(parser)
    args = parser.parse_args()
    described = tomllib.loads(args.file.read_text(encoding="utf-8"))
    base = read_config(args.file.parent / described["base"])
    if args.teach:
        return teach_more(base, described, args.data)
    from project import project
    from train import train_student
    log = log_folder(args.data, args.logs) / f"{args.file.stem}.json"
    log.parent.mkdir(parents=True, exist_ok=True)
    results = json.loads(log.read_text()) if log.exists() else {}
    for name in [n for n in ("base", *described["rows"]) if args.rows in n]:
        for seed in [int(s) for s in args.seeds.split(",") if s] or described["seeds"]:
            if str(seed) in results.get(name, {}):
                continue
            config = row_config(base, described, name, seed)
            begin(config, args.data)
            if name != "base" and set(described["rows"][name]) <= FINISHING:
                take_training(args.data, row_config(base, described, "base", seed)["name"], config["name"])
            else:
                project(config, args.data)
            trained = train_student(config, args.data, args.data / "runs" / config["name"] / "log.jsonl")
            found = {**measure(config, args.data, args.evaluation), "held_mrr": trained["validation"]["held_mrr"], "steps": trained["steps"]}
            results.setdefault(name, {})[str(seed)] = found
            log.write_text(json.dumps(results, indent=1) + "\n")
            print(name, seed, json.dumps(found), flush=True)
    print(table(results))


if __name__ == "__main__":
    main()
