import numpy as np

from export_rival import LONGEST, bucket


def test_near_positions_have_buckets_of_their_own_in_each_direction() -> None:
    assert bucket(np.arange(-7, 8)).tolist() == [7, 6, 5, 4, 3, 2, 1, 0, 17, 18, 19, 20, 21, 22, 23]


def test_far_positions_share_buckets_and_the_furthest_the_last() -> None:
    far = bucket(np.arange(8, LONGEST))
    assert (np.diff(far) >= 0).all() and far[0] == 24
    assert (far[128 - 8:] == 31).all()
    assert (bucket(-np.arange(8, LONGEST)) == far - 16).all()
