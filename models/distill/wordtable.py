"""The word table in two precisions: int8 for the tokens that texts have, 4 bits for those they hardly ever have.

A file of 23.3 MB is half word table, and half of its rows stand for tokens (names, other scripts) of which code and documents
have one in some thousands. Such a row takes half the bytes here, and a token that no text can have takes none.
"""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quantize import LOWEST, quantize, quantize_half

STEP = 16  # what the first half's numbers are multiplied by in a packed byte


@dataclass(frozen=True)
class WordTable:
    """Token i has the row (whole[whole_places[i]] + unpacked halves[half_places[i]]) * scales[i], H numbers. Row 0 of both is nothing
    but zeros: every token has its row in one of them, so that the graph need not choose, or in none."""

    whole: np.ndarray         # int8 [1 + W, H]
    halves: np.ndarray        # int8 [1 + R, H / 2]: STEP * a number of the first half of a row + one of the second - LOWEST
    whole_places: np.ndarray  # uint16 [V]
    half_places: np.ndarray   # uint16 [V]
    scales: np.ndarray        # float32 [V]

    def rows(self) -> np.ndarray:
        """The whole table, float32 [V, H]."""
        first = np.floor_divide(self.halves, STEP)
        unpacked = np.concatenate([first, self.halves - STEP * first + LOWEST], 1)
        return (self.whole[self.whole_places] + unpacked[self.half_places]) * self.scales[:, None]


def without_row(vocabulary: Sequence[str]) -> np.ndarray:
    """bool [V]: tokens that no text has. A text's brackets are tokens of their own, so these can never be made of it."""
    return np.array([token.startswith("[unused") for token in vocabulary])


def split_table(table: np.ndarray, shares: np.ndarray, none: np.ndarray, whole: int) -> WordTable:
    """`table` [V, H] with `whole` rows in int8: those where 4 bits would cost most, as a token's share of all tokens times what it
    adds to the squared error of its row. `none` [V]: tokens without a row. Equals go by id, which in this vocabulary is by frequency."""
    fine, fine_scales = quantize(table, 0, 127)
    coarse, coarse_scales = quantize_half(table)
    errors = [((n * s[:, None] - table) ** 2).sum(1) for n, s in ((fine, fine_scales), (coarse, coarse_scales))]
    cost = np.where(none, -np.inf, shares * (errors[1] - errors[0]))
    order = np.argsort(-cost, kind="stable")[:len(table) - none.sum()]
    kept, packed = np.sort(order[:whole]), np.sort(order[whole:])
    places = [np.zeros(len(table), np.uint16) for _ in range(2)]
    for place, tokens in zip(places, (kept, packed)):
        place[tokens] = np.arange(len(tokens)) + 1
    whole, halves = (np.concatenate([np.zeros_like(rows[:1]), rows]) for rows in (fine[kept], coarse[packed]))
    first, second = np.split(halves, 2, axis=1)
    return WordTable(whole, STEP * first + (second - LOWEST), *places, np.where(places[1] > 0, coarse_scales, fine_scales))
