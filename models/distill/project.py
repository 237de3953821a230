"""Step `project`: cached teacher vectors -> targets of 128 dims, DATA/targets/CONFIG/{set}.npy (float16, unit length).

x = the teachers' vectors, each centred on its mean and scaled to mean square 1, weighted, joined. P starts as the PCA of x.
Learned part (FIELD: InfoNCE on pairs, anchored): minimise InfoNCE(Pq, Pp) + a/2 |Px - PCA x|^2, also on the first 64 dims.
Shapes: x [N, sum of teacher dims], P [dims, sum of teacher dims].
Usage: python project.py --config CONFIG --data DIR
"""
import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from config import DEFAULT_DATA, read_config

SETS = ("passages", "queries", "sentences")


@dataclass(frozen=True)
class Projection:
    """What maps teachers' vectors to the space; saved as projection.npz."""

    means: dict[str, np.ndarray]
    factors: dict[str, float]
    matrix: np.ndarray  # [dims, sum of teacher dims]

    def join(self, vectors: dict[str, np.ndarray]) -> np.ndarray:
        """{teacher: [N, d]} -> x [N, sum of d] float32."""
        return np.concatenate([(vectors[n].astype(np.float32) - self.means[n]) * self.factors[n] for n in self.means], axis=1)

    def apply(self, vectors: dict[str, np.ndarray]) -> np.ndarray:
        y = self.join(vectors) @ self.matrix.T
        return y / np.maximum(np.linalg.norm(y, axis=1, keepdims=True), 1e-9)


def fit_pca(vectors: dict[str, np.ndarray], weights: dict[str, float], dims: int) -> tuple[Projection, float]:
    """PCA of the joined vectors and the share of variance it keeps."""
    means = {n: v.mean(0, dtype=np.float32) for n, v in vectors.items()}
    factors = {n: weights[n] / float(np.sqrt(((v[:20000] - means[n]) ** 2).sum(1).mean())) for n, v in vectors.items()}
    x = Projection(means, factors, np.empty(0)).join(vectors)
    values, axes = np.linalg.eigh((x.T @ x / len(x)).astype(np.float64))
    matrix = axes[:, ::-1][:, :dims].T.astype(np.float32)
    return Projection(means, factors, np.ascontiguousarray(matrix)), float(values[::-1][:dims].sum() / values.sum())


def info_nce(left: Tensor, right: Tensor, same: Tensor, temperature: float) -> Tensor:
    """Symmetric, both [B, d] of unit length; `same` [B, B] marks pairs that are no negatives (the diagonal not)."""
    scores = (left @ right.T / temperature).masked_fill(same, -1e4)
    own = torch.arange(len(left))
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def learn(x: dict[str, Tensor], pairs: Tensor, start: np.ndarray, settings: dict) -> np.ndarray:
    """P after `steps` of AdamW on pairs, anchored to its start."""
    first = torch.from_numpy(start)
    matrix = torch.nn.Parameter(first.clone())
    optimizer = torch.optim.Adam([matrix], lr=settings["rate"])
    generator = torch.Generator().manual_seed(settings["seed"])
    for step in range(settings["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = settings["rate"] * (1 - step / settings["steps"])
        q, p = pairs[torch.randint(len(pairs), (settings["batch"],), generator=generator)].T
        s = x["sentences"][torch.randint(len(x["sentences"]), (settings["batch"] // 2,), generator=generator)]
        joined = torch.cat([x["queries"][q], x["passages"][p], s])
        y, anchor = joined @ matrix.T, joined @ first.T
        same = (p[:, None] == p[None, :]) | (q[:, None] == q[None, :])
        same.fill_diagonal_(False)
        loss = settings["anchor"] * 0.5 * ((y - anchor) ** 2).sum(1).mean()
        for dims in (start.shape[0], 64):
            a, b = (F.normalize(part[:, :dims], dim=-1) for part in (y[:len(q)], y[len(q):2 * len(q)]))
            loss = loss + info_nce(a, b, same, settings["temperature"]) * (1.0 if dims == start.shape[0] else 0.3)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(json.dumps({"step": step, "loss": round(loss.item(), 4)}), flush=True)
    return matrix.detach().numpy()


def held_mrr(queries: np.ndarray, passages: np.ndarray, pairs: np.ndarray, held: np.ndarray) -> float:
    """MRR of held-out pairs, each query over all held-out passages."""
    chosen = pairs[held[pairs[:, 1]]]
    place = np.cumsum(held) - 1
    scores = queries[chosen[:, 0]] @ passages[held].T
    own = scores[np.arange(len(chosen)), place[chosen[:, 1]]]
    return float((1 / (scores >= own[:, None]).sum(1)).mean())


def load_vectors(folder: Path, teachers: list[str]) -> dict[str, dict[str, np.ndarray]]:
    return {kind: {t: np.load(folder / f"{kind}.{t}.npy") for t in teachers} for kind in SETS}


def read_pairs(corpus: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pairs [N, 2] of (query, passage) and which passages are held out."""
    pairs = np.array([json.loads(line) for line in (corpus / "pairs.jsonl").open()])
    held = np.array([json.loads(line)["held"] for line in (corpus / "passages.jsonl").open()])
    return pairs, held


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    config = read_config(args.config)
    name, settings = args.config.stem, {**config["project"], "seed": config["seed"]}
    torch.set_num_threads(config["threads"])
    vectors = load_vectors(args.data / "vectors" / config["corpus"], list(settings["weights"]))
    pairs, held = read_pairs(args.data / "corpus" / config["corpus"])
    together = {t: np.concatenate([vectors[kind][t] for kind in SETS]) for t in settings["weights"]}
    pca, kept = fit_pca(together, settings["weights"], config["dims"])
    x = {kind: torch.from_numpy(pca.join(vectors[kind])) for kind in SETS}
    matrix = learn(x, torch.from_numpy(pairs[~held[pairs[:, 1]]]), pca.matrix, settings)
    learned = Projection(pca.means, pca.factors, matrix)
    out = args.data / "targets" / name
    out.mkdir(parents=True, exist_ok=True)
    for kind in SETS:
        np.save(out / f"{kind}.npy", learned.apply(vectors[kind]).astype(np.float16))
    for label, projection in (("pca", pca), ("projection", learned)):
        np.savez(out / f"{label}.npz", matrix=projection.matrix, **{f"mean.{n}": m for n, m in pca.means.items()},
                 **{f"factor.{n}": f for n, f in pca.factors.items()})
    mrr = {label: held_mrr(p.apply(vectors["queries"]), p.apply(vectors["passages"]), pairs, held)
           for label, p in (("pca", pca), ("learned", learned))}
    print(json.dumps({"variance_kept": round(kept, 4), "held_out_pair_mrr": mrr}))


if __name__ == "__main__":
    main()
