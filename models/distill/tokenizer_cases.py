"""Writes cases for the engine's tokenizer: [text, ids] lines, ids as Hugging Face's `tokenizers` gives them.

Texts are those of an existing case file (its hand-made and random strings) and spans cut at random from the files of
this repository; nothing comes from elsewhere.

    python tokenizer_cases.py --vocabulary ../vocab.txt --cases ../../test/fixtures/tokenizer.jsonl --files ../../src ...
"""
import argparse
import json
import random
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from prepare import prepare

ENDINGS = {".ts", ".js", ".py", ".md", ".java", ".go", ".rs", ".c", ".h", ".cs", ".cpp", ".php", ".rb", ".json", ".toml"}
LENGTHS = (20, 60, 120, 300)  # characters


def spans(folders: list[Path], count: int, seed: int) -> list[str]:
    """`count` spans of the files below `folders`, each of one of LENGTHS; sorted files and one seed: the same every time."""
    texts = [file.read_text("utf8") for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in ENDINGS]
    source = random.Random(seed)
    chosen = []
    while len(chosen) < count:
        text, length = source.choice(texts), source.choice(LENGTHS)
        start = source.randrange(max(1, len(text) - length))
        chosen.append(text[start:start + length])
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--files", type=Path, nargs="*", default=[])
    parser.add_argument("--count", type=int, default=1600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tokenizer = Tokenizer(WordPiece.from_file(str(options.vocabulary), unk_token="[UNK]"))  # no special tokens: a text is data
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    with options.cases.open(encoding="utf8") as cases:  # lines end at \n alone; a text may hold other separators
        texts = [json.loads(line)[0] for line in cases]
    if options.files:
        texts += spans(options.files, options.count, options.seed)
    with options.cases.open("w", encoding="utf8") as out:
        for text in dict.fromkeys(texts):
            ids = tokenizer.encode(prepare(text), add_special_tokens=False).ids
            out.write(json.dumps([text, ids], ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
