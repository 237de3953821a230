"""Files that are there whole or not at all."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Where to write what is to be `path`, which it becomes at the end: a stopped step leaves no part of a file under its name."""
    unfinished = path.with_name(f"unfinished.{path.name}")
    yield unfinished
    unfinished.replace(path)
