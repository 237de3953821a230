"""Teachers alone and joined, cut by PCA: each of [sets] of CUTS as DATA/cuts/NAME.json and .f32 (project.py, `Projection.save`).

Fitted on the cached teacher vectors of the base configuration's corpus. A set of one teacher has factors and means like one of several.
Usage: python cut.py --cuts cuts.toml --data DIR; then npm run bench:model -- --projections DIR/cuts
"""
import argparse
import re
import tomllib
from pathlib import Path

from config import DEFAULT_DATA, HERE, read_config
from project import fit_pca, read_vectors


def cut(plan: dict, config: dict, data: Path) -> None:
    """Writes all sets and prints the share of variance that the most dimensions of each keep."""
    for name, wanted in plan["sets"].items():
        cuts = wanted.get("cuts", plan["cuts"])
        vectors = read_vectors(data, config["corpus"], wanted["weights"])
        sample = config["project"].get("sample", 200000)
        projection, kept = fit_pca(vectors, wanted["weights"], max(cuts), sample, config["seed"], wanted.get("centred", False))
        projection.save(data / "cuts" / re.sub("[^a-z0-9]+", "-", name).strip("-"), name, cuts)
        print(f"{name}: {max(cuts)} dimensions keep {kept:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cuts", type=Path, default=HERE / "cuts.toml")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    plan = tomllib.loads(args.cuts.read_text(encoding="utf-8"))
    cut(plan, read_config(args.cuts.resolve().parent / plan["base"]), args.data)


if __name__ == "__main__":
    main()
