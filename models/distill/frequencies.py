"""How often the student reads each token, from the packs of a corpus: `frequencies.txt`, which says what rows the exported word table keeps in int8.

One whole number a line, its token's id the line from 0: occurrences among 1e9 tokens, [CLS] and [SEP] of each text included, as the
mean of passages, questions and sentences, since every kind of text counts alike however long it is. It is committed, so that the
shipped file can be made again without its corpus.
Usage: python frequencies.py --config CONFIG --data DIR
"""
from pathlib import Path

import numpy as np

from config import HERE, SETS, read_arguments
from packed import Frame, Packed

FILE = HERE / "frequencies.txt"
UNIT = 1e9


def shares(sets: list[Packed], frame: Frame, size: int) -> np.ndarray:
    """float64 [size]: each token's share of what the student reads, the mean of the sets."""
    found = []
    for packed in sets:
        counts = np.bincount(packed.ids, minlength=size).astype(np.float64)
        for token in (*frame.head, *frame.tail):
            counts[token] += len(packed)
        found.append(counts / counts.sum())
    return np.mean(found, 0)


def read_frequencies(path: Path = FILE) -> np.ndarray:
    """float64 [V], in UNIT."""
    return np.loadtxt(path)


def main() -> None:
    config, data = read_arguments()
    folder = data / "packs" / config["corpus"]
    sets = [Packed.load(folder / f"{kind}.student.npz") for kind in SETS]
    size = len((HERE.parent / "vocab.txt").read_text(encoding="utf-8").splitlines())
    np.savetxt(FILE, np.rint(shares(sets, Frame(), size) * UNIT), "%d")


if __name__ == "__main__":
    main()
