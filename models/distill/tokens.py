"""Text to token ids: the only module of the training side that needs `tokenizers`."""
from collections.abc import Sequence

from tokenizers import Tokenizer

from prepare import prepare


def tokenize(tokenizer: Tokenizer, texts: Sequence[str], limit: int, special: bool = True) -> list[list[int]]:
    """Token ids of each text, with [CLS] and [SEP] if `special`, cut to `limit` tokens in all."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return [e.ids for i in range(0, len(texts), 4096) for e in tokenizer.encode_batch(list(texts[i:i + 4096]), add_special_tokens=special)]


def student_ids(tokenizer: Tokenizer, texts: Sequence[str], limit: int, special: bool = True) -> list[list[int]]:
    """As the students see them: prepared text."""
    return tokenize(tokenizer, [prepare(text[:limit * 24]) for text in texts], limit, special)
