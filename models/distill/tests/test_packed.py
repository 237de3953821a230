import numpy as np
import pytest

from embed import batches, embed_ids
from packed import Frame, Packed

TEXTS = Packed.of([[5, 6, 7], [], [8, 9], [10]])


def test_packing_round_trip(tmp_path):
    TEXTS.save(tmp_path / "ids.npz")
    loaded = Packed.load(tmp_path / "ids.npz")
    assert loaded.ids.dtype == np.uint16 and loaded.ids.tolist() == [5, 6, 7, 8, 9, 10]
    assert loaded.starts.tolist() == [0, 3, 3, 5, 6] and len(loaded) == 4


def test_a_batch_is_framed_padded_and_masked():
    ids, mask = TEXTS.batch(np.array([2, 0, 1]), Frame(head=(1, 2), tail=(3,), fill=0))
    assert ids.tolist() == [[1, 2, 8, 9, 3, 0], [1, 2, 5, 6, 7, 3], [1, 2, 3, 0, 0, 0]]
    assert mask.sum(1).tolist() == [5, 6, 3]


def test_texts_are_cut_to_the_limit_and_mapped():
    table = np.arange(100, dtype=np.uint16) + 4
    ids, mask = TEXTS.batch(np.array([0, 2]), Frame(head=(0,), tail=(2,), fill=1, limit=4, table=table))
    assert ids.tolist() == [[0, 9, 10, 2], [0, 12, 13, 2]] and mask is None


def test_bags_have_no_frame_and_none_is_empty():
    weights = np.arange(6, dtype=np.float32) / 10
    ids, offsets, shares = TEXTS.bags(np.array([3, 1, 0]), 99, weights)
    assert ids.tolist() == [10, 99, 5, 6, 7] and offsets.tolist() == [0, 1, 2]
    assert shares.tolist() == pytest.approx([0.5, 1, 0, 0.1, 0.2])
    assert TEXTS.bags(np.array([1]), 99, weights)[0].tolist() == [99]


def test_tokens_count_less_where_they_are_repeated_or_late():
    texts = Packed.of([[5, 5, 7, 5], [], [7]])
    late = [(1 + k / 10) ** -0.5 for k in range(4)]
    expected = [1, (2 ** 0.5 - 1) * late[1], late[2], (3 ** 0.5 - 2 ** 0.5) * late[3], 1]
    assert texts.token_weights(0.5, 10).tolist() == pytest.approx(expected)
    assert texts.token_weights(1, float("inf")).tolist() == [1] * 5
    assert Packed.of([[]]).token_weights(0.5, 10).tolist() == []


@pytest.mark.parametrize("equal", [False, True])
def test_batches_hold_every_text_once_and_never_too_many_tokens(equal):
    lengths = np.random.default_rng(0).integers(1, 40, 500)
    found = batches(lengths, 64, equal)
    assert sorted(np.concatenate(found).tolist()) == list(range(500))
    for index in found:
        assert len(index) == 1 or len(index) * lengths[index].max() <= 64
        assert not equal or len(set(lengths[index])) == 1


def test_embedding_keeps_the_order_of_texts():
    found = embed_ids(lambda ids, mask: (ids * (1 if mask is None else mask)).sum(1, keepdim=True), [[1], [2, 3, 4], [5, 6]], 1, tokens=4)
    assert found.tolist() == [[1.0], [9.0], [11.0]]
