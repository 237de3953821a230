"""All steps of a configuration by one command, each in a process of its own; a finished step is noted and not run again, and one that was stopped goes on.
With --from, that step and those after it begin anew: what they made before is removed, because it was made of something else.

Usage: python run.py --config CONFIG --data DIR --evaluation DIR [--from STEP] [--to STEP] [--models DIR] [--logs DIR]
"""
import argparse
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from config import HERE, add_logs, log_folder, model_folder, read_config, step_parser

STEPS = ("download", "weights", "collect", "pack", "teach", "project", "train", "label", "static", "export", "evaluate")
WITH_EVALUATION = ("collect", "evaluate")
WITH_LOGS = ("collect", "train", "static", "evaluate")


@dataclass(frozen=True)
class Places:
    """Whole paths: a step runs in this file's folder, not where the command was given."""
    config: Path
    data: Path
    evaluation: Path | None
    models: Path  # where the exported files go
    logs: Path


def command(step: str, places: Places) -> list[str]:
    out = [sys.executable, str(HERE / f"{step}.py"), "--config", str(places.config), "--data", str(places.data)]
    if step in WITH_EVALUATION:
        out += ["--evaluation", str(places.evaluation)]
    if step in WITH_LOGS:
        out += ["--logs", str(places.logs)]
    if step == "export":
        out += ["--out", str(places.models)]
    if step == "evaluate":
        out += ["--models", str(places.models)]
    return out


def read_places(args: argparse.Namespace, config: dict) -> Places:
    models, logs = model_folder(args.data, config, args.models), log_folder(args.data, args.logs)
    return Places(args.config.resolve(), args.data.resolve(), args.evaluation and args.evaluation.resolve(), models.resolve(), logs.resolve())


def chosen_steps(first: str | None, last: str, done: set[str]) -> list[str]:
    """From `first`, or from the first step that is not done, to `last`."""
    begin = STEPS.index(first) if first else next((i for i, step in enumerate(STEPS) if step not in done), len(STEPS))
    return list(STEPS[begin:STEPS.index(last) + 1])


def made_by(step: str, config: dict) -> list[str]:
    """What a step leaves in DATA that it, or a later run of it, would go on from. What was fetched stays: it is checked by its checksum or its version."""
    name, corpus = config["name"], config["corpus"]
    return {"pack": [f"packs/{corpus}"], "teach": [f"vectors/{corpus}"], "project": [f"targets/{name}"], "train": [f"runs/{name}"],
            "label": [f"targets/{name}.labels"], "static": [f"runs/{name}/static.pt"]}.get(step, [])


def begin_anew(steps: list[str], config: dict, data: Path) -> None:
    for place in [data / each for step in steps for each in made_by(step, config)]:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def main() -> None:
    parser = step_parser()
    parser.add_argument("--evaluation", type=Path)
    parser.add_argument("--models", type=Path)
    add_logs(parser)
    parser.add_argument("--from", dest="first", choices=STEPS)
    parser.add_argument("--to", dest="last", choices=STEPS, default=STEPS[-1])
    args = parser.parse_args()
    config = read_config(args.config)
    name = config["name"]
    noted = args.data / "done" / f"{name}.json"
    done = json.loads(noted.read_text()) if noted.exists() else {}
    places = read_places(args, config)
    if args.first:
        begin_anew(list(STEPS[STEPS.index(args.first):]), config, args.data)
    for step in chosen_steps(args.first, args.last, set(done)):
        if step in WITH_EVALUATION and args.evaluation is None:
            parser.error(f"the step {step} needs --evaluation")
        began = time.time()
        print(f"== {step}", flush=True)
        subprocess.run(command(step, places), check=True, cwd=HERE)
        done = {**{k: v for k, v in done.items() if STEPS.index(k) < STEPS.index(step)}, step: round(time.time() - began, 1)}
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.write_text(json.dumps(done, indent=1) + "\n")
        print(f"== {step}: {done[step]} s", flush=True)
    print(json.dumps({"seconds": done, "minutes": round(sum(done.values()) / 60, 1)}))


if __name__ == "__main__":
    main()
