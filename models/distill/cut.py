"""Teachers alone and joined, cut by PCA: each of [sets] of CUTS as DATA/cuts/NAME.json and .f32 (project.py, `Projection.save`).

Fitted on the cached teacher vectors of the base configuration's corpus. A set of one teacher has factors and means like one of several.
Usage: python cut.py --cuts cuts.toml --data DIR; then npm run bench:model -- --projections DIR/cuts
"""
import argparse
import re
import tomllib
from pathlib import Path

import numpy as np

from config import DEFAULT_DATA, HERE, SETS, read_config
from project import fit_pca


def cut(plan: dict, config: dict, data: Path) -> dict[str, float]:
    """Writes all sets; returns the share of variance that the most dimensions of each keep."""
    folder, kept = data / "vectors" / config["corpus"], {}
    for name, wanted in plan["sets"].items():
        cuts = wanted.get("cuts", plan["cuts"])
        vectors = {kind: {t: np.load(folder / f"{kind}.{t}.npy", mmap_mode="r") for t in wanted["weights"]} for kind in SETS}
        sample = config["project"].get("sample", 200000)
        projection, kept[name] = fit_pca(vectors, wanted["weights"], max(cuts), sample, config["seed"], wanted.get("centred", False))
        projection.save(data / "cuts" / re.sub("[^a-z0-9]+", "-", name), name, cuts)
        print(f"{name}: {max(cuts)} dimensions keep {kept[name]:.3f}", flush=True)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cuts", type=Path, default=HERE / "cuts.toml")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    plan = tomllib.loads(args.cuts.read_text(encoding="utf-8"))
    cut(plan, read_config(args.cuts.resolve().parent / plan["base"]), args.data)


if __name__ == "__main__":
    main()
