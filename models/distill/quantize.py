"""Whole numbers and scales for the rows or columns of a matrix."""
import numpy as np

LOWEST, HIGHEST = -8, 7  # of 4 bits
# Steps that are tried, as a share of the row's root mean square: the best for 16 levels of a normal distribution is 0.335, and a few
# rows have single values far beyond the rest.
STEPS = np.geomspace(0.2, 1, 24)


def quantize(weight: np.ndarray, axis: int, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 numbers and one float32 scale for each index of `axis` (of a matrix)."""
    scale = np.maximum(np.abs(weight).max(axis=1 - axis) / top, 1e-12).astype(np.float32)
    shaped = scale[:, None] if axis == 0 else scale[None, :]
    return np.clip(np.rint(weight / shaped), -top, top).astype(np.int8), scale


def quantize_half(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 numbers from LOWEST to HIGHEST and one float32 scale a row, negative where the row's tail is on that side: of the steps
    tried the one of the least squared error, which cuts off the largest values."""
    size = np.maximum(np.sqrt((rows ** 2).mean(1, keepdims=True)), 1e-12)
    best, scale = np.full((len(rows), 1), np.inf), np.ones((len(rows), 1))
    for step in (*STEPS, *-STEPS):
        numbers = np.clip(np.rint(rows / (step * size)), LOWEST, HIGHEST)
        # The scale that fits these numbers best is not quite the step that gave them.
        fitted = (numbers * rows).sum(1, keepdims=True) / np.maximum((numbers ** 2).sum(1, keepdims=True), 1)
        error = ((numbers * fitted - rows) ** 2).sum(1, keepdims=True)
        scale, best = np.where(error < best, fitted, scale), np.minimum(error, best)
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.clip(np.rint(rows / scale), LOWEST, HIGHEST).astype(np.int8), scale[:, 0]
