"""Which pairs make a batch: a function of seed and step alone, so that a stopped run goes on with the very batches it would have had."""
import numpy as np

POOL = 16  # batches whose pairs are sorted by length together


class Batches:
    """Each pair once an epoch in batches of passages of like length; or, near: pairs of few packages, the hardest negatives there are."""

    def __init__(self, pairs: np.ndarray, lengths: np.ndarray, sources: np.ndarray, size: int, seed: int) -> None:
        """pairs [N, 2] of (query, passage); lengths and sources by passage."""
        self.lengths, self.size, self.seed = lengths[pairs[:, 1]], min(size, len(pairs)), seed
        self.by_source = np.argsort(sources[pairs[:, 1]], kind="stable")
        self.epoch_batches = len(pairs) // self.size
        self.epoch, self.order = -1, np.empty(0, np.int64)

    def at(self, step: int, near: float) -> np.ndarray:
        """Indices of pairs of one step; `near` is the share of steps that take theirs from few packages."""
        rng = np.random.default_rng([self.seed, step])
        if rng.random() < near:
            return self.from_few_packages(rng)
        epoch, place = divmod(step, self.epoch_batches)
        if epoch != self.epoch:
            self.epoch, self.order = epoch, np.random.default_rng([self.seed, 1 << 30, epoch]).permutation(len(self.lengths))
        first = place // POOL * POOL
        count = min(POOL, self.epoch_batches - first)
        pool = self.order[first * self.size:(first + count) * self.size]
        pool = pool[np.argsort(self.lengths[pool], kind="stable")]
        turn = np.random.default_rng([self.seed, 2 << 30, epoch, first]).permutation(count)[place - first]
        return pool[turn * self.size:(turn + 1) * self.size]

    def from_few_packages(self, rng: np.random.Generator) -> np.ndarray:
        """A window of neighbours in the order of their packages."""
        begin = rng.integers(0, len(self.by_source) - self.size + 1)
        return rng.permutation(self.by_source[begin:begin + self.size])


def near_share(settings: dict, progress: float) -> float:
    """`same_source` from the share `same_source_from` of the run on, none before."""
    return settings.get("same_source", 0.0) if progress >= settings.get("same_source_from", 0.0) else 0.0
