"""The projection of the teachers' vectors: what PCA keeps, how teachers are joined, what is written."""
import json

import numpy as np
import pytest

from config import SETS
from project import fit_pca, learn


def spread(variances, count=600, mean=0.0, seed=3):
    """[count, d] with exactly these variances along axes that are turned, and that mean in every dimension."""
    rng = np.random.default_rng(seed)
    columns = np.linalg.qr(np.concatenate([np.ones((count, 1)), rng.normal(size=(count, len(variances)))], 1))[0][:, 1:]  # of mean 0, at right angles
    turn = np.linalg.qr(rng.normal(size=(len(variances), len(variances))))[0]
    return (columns * np.sqrt(count * np.array(variances)) @ turn + mean).astype(np.float32), turn


def in_sets(**teachers):
    """By set: a third of the rows of each teacher."""
    return {kind: {name: rows[i * 200:(i + 1) * 200] for name, rows in teachers.items()} for i, kind in enumerate(SETS)}


def test_pca_keeps_the_widest_axes_and_says_their_share_of_the_variance():
    rows, turn = spread([8, 4, 2, 1], mean=0.7)
    pca, kept = fit_pca(in_sets(a=rows), {"a": 1.0}, 2, 10**6, 0)
    assert kept == pytest.approx(12 / 15, abs=1e-4)
    assert np.allclose(np.abs(pca.matrix @ turn.T), np.eye(4)[:2], atol=1e-3)  # whole axes, in their order
    assert np.allclose(pca.means["a"], 0.7, atol=1e-4)


def test_about_zero_the_mean_is_an_axis_of_its_own():
    rows, _ = spread([8, 4, 2, 1], mean=10.0)
    pca, kept = fit_pca(in_sets(a=rows), {"a": 1.0}, 1, 10**6, 0, centred=False)
    assert not pca.means["a"].any() and np.allclose(np.abs(pca.matrix), 0.5, atol=0.02) and kept > 0.95


def test_teachers_are_joined_by_their_weights_however_long_their_vectors_are():
    vectors = in_sets(a=spread([9, 1])[0], b=100 * spread([5, 3, 2], mean=0.2, seed=4)[0])
    pca, _ = fit_pca(vectors, {"a": 1.0, "b": 1.5}, 5, 10**6, 0)
    joined = np.concatenate([pca.join(vectors[kind], slice(None)).cpu().numpy() for kind in SETS])
    assert (joined[:, :2] ** 2).sum(1).mean() == pytest.approx(1, rel=1e-3) and (joined[:, 2:] ** 2).sum(1).mean() == pytest.approx(1.5 ** 2, rel=1e-3)
    assert np.allclose(joined.mean(0), 0, atol=1e-3) and np.allclose(pca.matrix @ pca.matrix.T, np.eye(5), atol=1e-5)


def test_a_sample_is_of_all_sets_and_the_same_for_a_seed():
    vectors = {kind: {"a": np.full((100, 3), float(i), np.float32) + spread([0.1] * 3, 100, seed=i)[0]} for i, kind in enumerate(SETS)}
    first, again, other = (fit_pca(vectors, {"a": 1.0}, 2, 60, seed)[0] for seed in (1, 1, 2))
    assert np.allclose(first.means["a"], 1.0, atol=0.2)
    assert np.array_equal(first.matrix, again.matrix) and not np.array_equal(first.matrix, other.matrix)


def test_targets_are_the_projected_rows_at_unit_length_and_the_files_say_how():
    vectors = in_sets(a=spread([9, 3, 1], mean=0.5)[0], b=spread([2, 1], seed=4)[0])
    pca, _ = fit_pca(vectors, {"a": 1.0, "b": 0.5}, 3, 10**6, 0)
    rows = np.array([7, 3])
    expected = np.concatenate([(vectors["queries"][n][rows] - pca.means[n]) * pca.factors[n] for n in ("a", "b")], 1) @ pca.matrix.T
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    found = pca.apply(vectors["queries"], rows)
    assert found.dtype == np.float16 and np.allclose(found, expected, atol=2e-3) and np.array_equal(pca.apply(vectors["queries"])[rows], found)


def test_what_is_written_says_all_that_a_projection_is(tmp_path):
    pca, _ = fit_pca(in_sets(a=spread([9, 3, 1], mean=0.5)[0], b=spread([2, 1], seed=4)[0]), {"a": 1.0, "b": 0.5}, 3, 10**6, 0)
    pca.save(tmp_path / "cuts" / "ab", "a + b", [3, 2])
    told = json.loads((tmp_path / "cuts" / "ab.json").read_text())
    assert (told["name"], told["cuts"]) == ("a + b", [3, 2])
    assert [(t["name"], t["factor"]) for t in told["teachers"]] == list(pca.factors.items())
    assert all(np.allclose(t["mean"], pca.means[t["name"]]) for t in told["teachers"])
    assert np.array_equal(np.fromfile(tmp_path / "cuts" / "ab.f32", "<f4").reshape(3, 5), pca.matrix)


def test_what_is_learnt_brings_pairs_together_and_no_steps_leave_the_pca():
    rng = np.random.default_rng(3)
    common, own = rng.normal(size=(200, 8)), {kind: 2 * rng.normal(size=(200, 8)) for kind in SETS}
    vectors = {kind: {"a": np.concatenate([common, rows], 1).astype(np.float32)} for kind, rows in own.items()}
    pairs, pca = np.stack([np.arange(200)] * 2, 1), fit_pca(vectors, {"a": 1.0}, 8, 10**6, 0)[0]
    settings = {"rate": 3e-2, "seed": 1, "batch": 64, "temperature": 0.1}
    assert np.array_equal(learn(vectors, pairs, pca, {**settings, "steps": 0, "anchor": 0.0}), pca.matrix)

    def on_what_pairs_share(matrix):
        return np.square(matrix[:, :8]).sum() / np.square(matrix).sum()
    free, held = (on_what_pairs_share(learn(vectors, pairs, pca, {**settings, "steps": 40, "anchor": anchor})) for anchor in (0.0, 100.0))
    first = on_what_pairs_share(pca.matrix)
    assert first < 0.1 and free > first + 0.2 and abs(held - first) < 0.5 * (free - first)
