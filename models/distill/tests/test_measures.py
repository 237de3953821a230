"""The measures, on sets so small that their values are known."""
import gzip
import json

import numpy as np
import pytest

from measures import cosqa_mrr, ranks, read_cosqa, sts_spearman


def on_the_circle(angles, seen):
    """An embedding of texts that stand for angles; notes what it was asked."""
    def embed(texts, role):
        seen.append((sorted(texts), role))
        return np.array([[np.cos(angles[text]), np.sin(angles[text])] for text in texts])
    return embed


def test_spearman_compares_the_order_of_cosines_with_that_of_the_scores(tmp_path):
    (tmp_path / "sts").mkdir()
    rows = [(5.0, "here", "a"), (4.0, "here", "c"), (3.5, "here", "b"), (0.1, "here", "d")]  # b and c are the wrong way round
    (tmp_path / "sts" / "STS12.tsv").write_text("".join(f"news\t{score}\t{left}\t{right}\n" for score, left, right in rows))
    (tmp_path / "sts" / "STS13.tsv").write_text("".join(f"news\t{score}\t{left}\t{right}\n" for score, left, right in rows[::3]))
    seen = []
    found = sts_spearman(tmp_path, on_the_circle({"here": 0.0, "a": 0.1, "b": 0.3, "c": 1.4, "d": 3.0}, seen), ("STS12", "STS13"))
    assert found == pytest.approx({"STS12": 100 * (1 - 6 * 2 / (4 * 15)), "STS13": 100})
    assert seen == [(["a", "b", "c", "d", "here"], "sentence"), (["a", "d", "here"], "sentence")]  # a text that comes again is embedded once


def test_a_rank_counts_from_one_and_equal_scores_against_it():
    passages = np.array([[1.0, 0.0], [0.8, 0.6], [0.8, 0.6], [-1.0, 0.0]])
    assert ranks(np.array([[1.0, 0.0]] * 3), passages, [0, 1, 3]).tolist() == [1, 3, 4]


def test_mrr_is_the_mean_of_reciprocal_ranks_over_all_functions(tmp_path):
    folder = tmp_path / "cosqa"
    folder.mkdir()
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": name, "code": code}) + "\n" for name, code in (("x", "f"), ("y", "g"), ("z", "h")))
    asked = [("first", "z"), ("third", "x")]
    (folder / "dev.jsonl").write_text("".join(json.dumps({"query": query, "relevant": name}) + "\n" for query, name in asked))
    assert read_cosqa(folder) == (["first", "third"], [2, 0], ["f", "g", "h"])
    seen = []
    found = cosqa_mrr(tmp_path, on_the_circle({"f": 0.0, "g": 1.0, "h": 2.0, "first": 1.9, "third": 1.8}, seen))
    assert found == pytest.approx((1 + 1 / 3) / 2)
    assert seen == [(["first", "third"], "query"), (["f", "g", "h"], "passage")]
