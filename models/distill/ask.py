"""Step `ask`: the written questions of questions.tsv whose passages are in this corpus, packed beside those that `collect` derives from documentation.

questions.tsv has a line for each passage: a digest of its text, a question in other words than its own, and a short web query; written for this purpose, from
the first 650 characters of the text alone. A question that is in the evaluation data is left out.
Writes DATA/packs/CORPUS/asked.student.npz, asked.raw.npz (forms as in pack.py) and asked.npz: `passages` [N], the row of what answers each.
Usage: python ask.py --config CONFIG --data DIR --evaluation DIR
"""
import csv
import hashlib
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from clean import Contamination, load_contamination
from config import HERE, read_config, read_texts, step_parser
from pack import pack_set
from packed import Packed
from whole import written_whole

QUESTIONS = HERE / "questions.tsv"


def digest(text: str) -> str:
    """What names a passage, wherever it stands in a corpus: 16 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_questions(path: Path) -> dict[str, list[str]]:
    """By digest of the passage. Raises ValueError with the line that has not three fields."""
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if len(row) != 3 or not all(row):
                raise ValueError(f"{path.name}, line {number}: a digest and two questions are needed, separated by tabs")
            found[row[0]] = row[1:]
    return found


def match(questions: dict[str, list[str]], passages: list[str], contamination: Contamination) -> tuple[list[str], np.ndarray]:
    """The questions whose passage is there, and its row for each."""
    texts, rows = [], []
    for row, passage in enumerate(passages):
        for text in questions.get(digest(passage), []):
            if not contamination.text(text):
                texts.append(text)
                rows.append(row)
    return texts, np.array(rows, np.int64)


def read_asked(folder: Path) -> tuple[Packed, np.ndarray]:
    """Packed questions as the student sees them, and the row of what answers each."""
    with np.load(folder / "asked.npz") as file:
        return Packed.load(folder / "asked.student.npz"), file["passages"].astype(np.int64)


def ask(config: dict, data: Path, evaluation: Path) -> None:
    folder = data / "packs" / config["corpus"]
    texts, rows = match(read_questions(QUESTIONS), read_texts(data / "corpus" / config["corpus"], "passages"), load_contamination(evaluation))
    tokenizer = Tokenizer.from_file(str(data / "weights" / config["tokenizer"]))
    for form in ("student", "raw"):
        (folder / f"asked.{form}.npz").unlink(missing_ok=True)
    pack_set(texts, tokenizer, {"student": config["train"]["limit"], "raw": config["teach"]["limit"]}, folder, "asked")
    with written_whole(folder / "asked.npz") as unfinished:
        np.savez_compressed(unfinished, passages=rows)
    print(f"{len(np.unique(rows))} passages are asked for", flush=True)


def main() -> None:
    parser = step_parser()
    parser.add_argument("--evaluation", type=Path, required=True)
    args = parser.parse_args()
    ask(read_config(args.config), args.data, args.evaluation)


if __name__ == "__main__":
    main()
