"""Step `project`: cached teacher vectors -> targets, DATA/targets/CONFIG/{set}.npy (float16, unit length); beside them the two projections, pca and projection.

x = the teachers' vectors, each centred on its mean and scaled to mean square 1, weighted, joined. P starts as the PCA of x.
Learned part (FIELD: InfoNCE on pairs, anchored): minimise InfoNCE(Pq, Pp) + a/2 |Px - PCA x|^2, also on the first 64 dims; `steps = 0` leaves the PCA.
Shapes: x [N, sum of teacher dims], P [dims, sum of teacher dims].
Usage: python project.py --config CONFIG --data DIR
"""
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from config import SETS, read_arguments
from corpus import pairs_mrr, read_pairs
from losses import SHORT
from packed import DEVICE

Vectors = dict[str, np.ndarray]  # by teacher, [N, d]


@dataclass(frozen=True)
class Projection:
    """What maps teachers' vectors to the space."""

    means: dict[str, np.ndarray]
    factors: dict[str, float]
    matrix: np.ndarray  # [dims, sum of teacher dims]

    def join(self, vectors: Vectors, index: np.ndarray | slice) -> Tensor:
        """Rows `index` of x, float32 on the device."""
        parts = [(torch.from_numpy(np.array(vectors[n][index])).to(DEVICE).float() - torch.from_numpy(self.means[n]).to(DEVICE)) * self.factors[n]
                 for n in self.means]
        return torch.cat(parts, 1)

    def save(self, stem: Path, name: str, cuts: list[int]) -> None:
        """STEM.json and STEM.f32 (the matrix, row-major, little-endian), which `npm run bench:model -- --projections` reads;
        `cuts`: how many of the first dimensions are measured."""
        teachers = [{"name": n, "factor": self.factors[n], "mean": self.means[n].astype(float).tolist()} for n in self.means]
        stem.parent.mkdir(parents=True, exist_ok=True)
        self.matrix.astype("<f4").tofile(f"{stem}.f32")
        Path(f"{stem}.json").write_text(json.dumps({"name": name, "cuts": cuts, "teachers": teachers}) + "\n")

    def apply(self, vectors: Vectors, index: np.ndarray | None = None) -> np.ndarray:
        """[N, dims] float16 of unit length, of all rows or those of `index`."""
        count = len(next(iter(vectors.values()))) if index is None else len(index)
        matrix, out = torch.from_numpy(self.matrix).to(DEVICE), []
        for start in range(0, count, 32768):
            rows = slice(start, start + 32768) if index is None else index[start:start + 32768]
            out.append(F.normalize(self.join(vectors, rows) @ matrix.T, dim=-1).half().cpu().numpy())
        return np.concatenate(out)


def read_vectors(data: Path, corpus: str, teachers: Iterable[str]) -> dict[str, Vectors]:
    """By set: what `teach` cached of each teacher."""
    return {kind: {t: np.load(data / "vectors" / corpus / f"{kind}.{t}.npy", mmap_mode="r") for t in teachers} for kind in SETS}


def fit_pca(vectors: dict[str, Vectors], weights: dict[str, float], dims: int, sample: int, seed: int,
            centred: bool = True) -> tuple[Projection, float]:
    """PCA of the joined vectors of at most `sample` texts of all sets, and the share of variance it keeps; not `centred`: about zero, as are the means then."""
    counts = {kind: len(next(iter(rows.values()))) for kind, rows in vectors.items()}
    share, rng = min(1.0, sample / sum(counts.values())), np.random.default_rng(seed)
    chosen = {kind: np.sort(rng.choice(n, max(1, int(n * share)), replace=False)) for kind, n in counts.items()}
    together = {n: np.concatenate([vectors[kind][n][chosen[kind]] for kind in vectors]) for n in weights}
    means = {n: v.mean(0, dtype=np.float32) if centred else np.zeros(v.shape[1], np.float32) for n, v in together.items()}
    # Of all sets: the first rows would be passages alone.
    some = slice(None, None, max(1, len(next(iter(together.values()))) // 20000))
    factors = {n: weights[n] / float(np.sqrt(((v[some] - means[n]) ** 2).sum(1).mean())) for n, v in together.items()}
    joiner, count = Projection(means, factors, np.empty(0)), len(next(iter(together.values())))
    covariance = torch.zeros(sum(len(m) for m in means.values()), sum(len(m) for m in means.values()), dtype=torch.float64)
    for start in range(0, count, 32768):
        x = joiner.join(together, slice(start, start + 32768))
        covariance += (x.T @ x).double().cpu()
    values, axes = np.linalg.eigh(covariance.numpy() / count)
    matrix = axes[:, ::-1][:, :dims].T.astype(np.float32)
    return Projection(means, factors, np.ascontiguousarray(matrix)), float(values[::-1][:dims].sum() / values.sum())


def info_nce(left: Tensor, right: Tensor, same: Tensor, temperature: float) -> Tensor:
    """Symmetric, both [B, d] of unit length; `same` [B, B] marks pairs that are no negatives (the diagonal not)."""
    scores = (left @ right.T / temperature).masked_fill(same, -1e4)
    own = torch.arange(len(left), device=left.device)
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def learn(vectors: dict[str, Vectors], pairs: np.ndarray, pca: Projection, settings: dict) -> np.ndarray:
    """P after `steps` of Adam on pairs, anchored to the PCA."""
    first = torch.from_numpy(pca.matrix).to(DEVICE)
    matrix = torch.nn.Parameter(first.clone())
    optimizer = torch.optim.Adam([matrix], lr=settings["rate"])
    rng = np.random.default_rng(settings["seed"])
    dims, batch, count = len(first), settings["batch"], len(next(iter(vectors["sentences"].values())))
    for step in range(settings["steps"]):
        optimizer.param_groups[0]["lr"] = settings["rate"] * (1 - step / settings["steps"])
        q, p = pairs[rng.integers(0, len(pairs), batch)].T
        rows = {"queries": q, "passages": p, "sentences": rng.integers(0, count, batch // 2)}
        joined = torch.cat([pca.join(vectors[kind], index) for kind, index in rows.items()])
        y, anchor = joined @ matrix.T, joined @ first.T
        q, p = (torch.from_numpy(part).to(DEVICE) for part in (q, p))
        same = ((p[:, None] == p[None, :]) | (q[:, None] == q[None, :])).fill_diagonal_(False)
        loss = settings["anchor"] * 0.5 * ((y - anchor) ** 2).sum(1).mean()
        for cut, weight in ((dims, 1.0), (SHORT, 0.3)):
            a, b = (F.normalize(part[:, :cut], dim=-1) for part in (y[:batch], y[batch:2 * batch]))
            loss = loss + weight * info_nce(a, b, same, settings["temperature"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(json.dumps({"step": step, "loss": round(loss.item(), 4)}), flush=True)
    return matrix.detach().cpu().numpy()


def project(config: dict, data: Path) -> dict:
    """Writes the targets; returns the variance kept and the MRR of held-out pairs of both projections."""
    torch.set_num_threads(config["threads"])
    settings = {**config["project"], "seed": config["seed"]}
    vectors = read_vectors(data, config["corpus"], settings["weights"])
    pairs, held, _ = read_pairs(data / "packs" / config["corpus"])
    pca, kept = fit_pca(vectors, settings["weights"], config["dims"], settings.get("sample", 200000), config["seed"])
    learned = Projection(pca.means, pca.factors, learn(vectors, pairs[~held[pairs[:, 1]]], pca, settings))
    out = data / "targets" / config["name"]
    out.mkdir(parents=True, exist_ok=True)
    for kind in SETS:
        np.save(out / f"{kind}.npy", learned.apply(vectors[kind]))
    for label, projection in (("pca", pca), ("projection", learned)):
        projection.save(out / label, f"target of {config['name']} ({label})", [config["dims"], SHORT])
    chosen = pairs[held[pairs[:, 1]]]
    rows = {"passages": np.flatnonzero(held), "queries": np.unique(chosen[:, 0])}
    mrr = {label: pairs_mrr(*(p.apply(vectors[kind], rows[kind]).astype(np.float32) for kind in ("queries", "passages")), rows, chosen)
           for label, p in (("pca", pca), ("learned", learned))}
    found = {"variance_kept": round(kept, 4), "held_out_pair_mrr": mrr}
    print(json.dumps(found), flush=True)
    return found


if __name__ == "__main__":
    project(*read_arguments())
