"""Writes cases for the engine's tokenizer: [text, ids] lines, ids as Hugging Face's `tokenizers` gives them.

Texts are the first ones of an existing case file (its hand-made strings), random ones of all kinds of characters, and spans cut at random
from the files of this repository, as many of each language; nothing comes from elsewhere. The file was made by

    python tokenizer_cases.py --vocabulary ../vocab.txt --cases ../../test/fixtures/tokenizer.jsonl.gz --keep 2596 --files ../../src ../../test ../../docs .
"""
import argparse
import gzip
import json
import random
import unicodedata
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from mine import LANGUAGES
from prepare import prepare

DOCUMENTS = {"md": "markdown", "json": "json", "toml": "toml"}
LENGTHS = (20, 60, 120, 300)  # characters
# First and last code points.
KINDS = ((0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xFF), (0x100, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x1E00, 0x1FFF),
         (0x2000, 0x206F), (0x2190, 0x23FF), (0x2600, 0x27BF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xFE00, 0xFE0F),
         (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0100, 0xE01EF))


def read_languages(folders: list[Path]) -> dict[str, list[str]]:
    """The texts below `folders` by language, files and languages sorted."""
    texts: dict[str, list[str]] = {}
    for file in (file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()):
        if language := {**LANGUAGES, **DOCUMENTS}.get(file.suffix[1:]):
            texts.setdefault(language, []).append(file.read_text("utf8"))
    return dict(sorted(texts.items()))


def spans(texts: dict[str, list[str]], count: int, seed: int) -> list[tuple[str, str]]:
    """`count` (language, span), one language after the other, each of one of LENGTHS; one seed: the same every time."""
    source, names = random.Random(seed), list(texts)
    chosen = []
    for name in (names[i % len(names)] for i in range(count)):
        text, length = source.choice(texts[name]), source.choice(LENGTHS)
        start = source.randrange(max(1, len(text) - length))
        chosen.append((name, text[start:start + length]))
    return chosen


def mixtures(count: int, seed: int) -> list[str]:
    """Strings of runs of a few characters of each of KINDS between words; in one of ten a word about as long as the longest that is read.

    Code points that are not assigned are left out: libraries disagree about what they are."""
    source = random.Random(seed)
    assigned = {first: [c for c in map(chr, range(first, last + 1)) if unicodedata.category(c) != "Cn"] for first, last in KINDS}
    made = []
    for _ in range(count):
        parts = []
        for _ in range(source.randint(1, 8)):
            first, last = source.choice(KINDS)
            parts.append("".join(source.choice(assigned[first]) for _ in range(source.randint(1, 6))))
            parts.append(source.choice(("", " ", "_", "fooBar", "HTTPServer2", "ñandú", "Straße", "\u200d", "\n")))
        if source.random() < 0.1:
            parts.append("".join(source.choices("abcdefgé", k=source.randint(95, 105))))
        made.append("".join(parts))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--files", type=Path, nargs="*", default=[])
    parser.add_argument("--keep", type=int, help="only the first so many cases of the file stay; all, unless given")
    parser.add_argument("--count", type=int, default=10_800, help="cases, about: what is there twice is left out")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tokenizer = Tokenizer(WordPiece.from_file(str(options.vocabulary), unk_token="[UNK]"))  # no special tokens: a text is data
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    # Lines end at \n alone; a text may hold other separators.
    lines = [line for line in gzip.decompress(options.cases.read_bytes()).decode("utf8").split("\n") if line]
    texts = dict.fromkeys(json.loads(line)[0] for line in lines[:options.keep])
    missing = options.count - len(texts)
    if options.files and missing > 0:
        texts |= dict.fromkeys(mixtures(missing // 3, options.seed))
        cut = {span: name for name, span in spans(read_languages(options.files), missing - missing // 3, options.seed) if span not in texts}
        texts |= cut
        print(json.dumps({"strings": len(texts), "kept": min(len(lines), options.keep or len(lines)), "spans": dict(Counter(cut.values()).most_common())}))
    lines = [json.dumps([text, tokenizer.encode(prepare(text), add_special_tokens=False).ids], ensure_ascii=False, separators=(",", ":"))
             for text in texts]
    options.cases.write_bytes(gzip.compress("".join(line + "\n" for line in lines).encode("utf8"), mtime=0))


if __name__ == "__main__":
    main()
