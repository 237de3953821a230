"""The evaluation sets and their measures; read only by `evaluate`, `measure` and the decontamination filter."""
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

STS_SETS = ("STS12", "STS13", "STS14", "STS15", "STS16", "STSB-test", "SICKR-test")
# texts, role ("sentence" | "query" | "passage") -> [N, dims], unit length
Embed = Callable[[list[str], str], np.ndarray]


def read_sts(path: Path) -> tuple[list[float], list[str], list[str]]:
    """Gold scores and both sides of a SentEval file: source, score, sentence, sentence, tab-separated."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [float(r[1]) for r in rows], [r[2] for r in rows], [r[3] for r in rows]


def read_cosqa(folder: Path) -> tuple[list[str], list[int], list[str]]:
    """Queries, the index of each one's function, and all functions."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        corpus = [json.loads(line) for line in file]
    places = {row["id"]: i for i, row in enumerate(corpus)}
    queries = [json.loads(line) for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    return [q["query"] for q in queries], [places[q["relevant"]] for q in queries], [row["code"] for row in corpus]


def sts_spearman(evaluation: Path, embed: Embed, sets: tuple[str, ...] = STS_SETS) -> dict[str, float]:
    """Spearman x100 over all pairs of each set, both sides as `sentence`."""
    out = {}
    for name in sets:
        gold, left, right = read_sts(evaluation / "sts" / f"{name}.tsv")
        unique = list(dict.fromkeys(left + right))
        place = {text: i for i, text in enumerate(unique)}
        vectors = embed(unique, "sentence")
        cosines = (vectors[[place[t] for t in left]] * vectors[[place[t] for t in right]]).sum(1)
        out[name] = 100 * float(spearmanr(cosines, gold).statistic)
    return out


def ranks(queries: np.ndarray, passages: np.ndarray, relevant: list[int]) -> np.ndarray:
    """Rank from 1 of each query's relevant passage; equal scores count against it."""
    scores = queries @ passages.T
    own = scores[np.arange(len(relevant)), relevant]
    return (scores >= own[:, None]).sum(1)


def cosqa_mrr(evaluation: Path, embed: Embed) -> float:
    """Mean reciprocal rank of cosqa dev over all functions, no cut-off."""
    queries, relevant, functions = read_cosqa(evaluation / "cosqa")
    return float((1 / ranks(embed(queries, "query"), embed(functions, "passage"), relevant)).mean())
