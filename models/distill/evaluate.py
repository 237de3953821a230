"""Step `evaluate`: the tables of sentences and of CoSQA from the exported files, printed by the extension's own runtime (`npm run bench:model`), as JSON too:
DATA/logs/CONFIG.evaluation.json.

The exported files are those in DATA/models/CONFIG, unless `--models` names others (`--models ..`: the shipped ones). The trained weights in float32 are
measured beside them where runs/CONFIG/student.pt is there and `--float` is given. Whatever follows `--` goes to the bench: `-- --weights DATA/weights --projections DATA/cuts`
adds the teachers, whole and cut, and `-- --only repos ...` another table. Needs `npm ci` in the repository.
Usage: python evaluate.py --config CONFIG --data DIR --evaluation DIR [--models DIR] [--logs DIR] [--float] [-- OPTIONS OF THE BENCH]
"""
import subprocess
import sys
from pathlib import Path

from config import MODELS, add_logs, log_folder, model_folder, read_config, step_parser

REPOSITORY = MODELS.parent


def node() -> Path:
    """The repository's own. Exits with a sentence where it is missing."""
    path = next((p for name in ("node", "node.exe") if (p := REPOSITORY / "node_modules" / ".bin" / name).exists()), None)
    return path or sys.exit(f"The tables are printed by the extension's runtime, which is not there: run `npm ci` in {REPOSITORY}.")


def write_float(trained: Path, positions: int, path: Path) -> Path:
    """The trained weights as a float32 graph."""
    from export import read_trained
    from graph import build
    path.write_bytes(build(read_trained(trained, positions)[0], "float").SerializeToString())
    return path


def main() -> None:
    parser = step_parser()
    parser.add_argument("--evaluation", type=Path, required=True)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--float", action="store_true")
    parser.add_argument("rest", nargs="*", help="after `--`: options of the bench")
    add_logs(parser)
    args = parser.parse_args()
    config = read_config(args.config)
    models, logs = model_folder(args.data, config, args.models), log_folder(args.data, args.logs)
    logs.mkdir(parents=True, exist_ok=True)
    command = [node(), REPOSITORY / "test" / "bench" / "model.ts", "--data", args.evaluation, "--models", models.resolve(),
               "--threads", config["threads"], "--seed", config["seed"], "--json", (logs / f"{config['name']}.evaluation.json").resolve(), "--only", "sts,cosqa"]
    if args.float:
        run = args.data / "runs" / config["name"]
        command += ["--float", write_float(run / "student.pt", config["positions"], run / "student.float.onnx").resolve()]
    if "--weights" not in args.rest:
        command += ["--rivals", ""]
    sys.exit(subprocess.run([*map(str, command), *args.rest]).returncode)


if __name__ == "__main__":
    main()
