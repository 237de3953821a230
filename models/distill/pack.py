"""Step `pack`: the corpus as packed token ids and the published weights as fp16, all that teach, project, train and static read (torch and numpy alone).

DATA/packs/CORPUS/{set}.student.npz  prepared text, cut to [train] limit; {set}.raw.npz: as the teachers see it, cut to [teach] limit, in the ids of the
student's vocabulary; pairs.npz: pairs [N, 2] of (query, passage), held [passages] bool, source [passages]; frames.json: what each teacher puts around a text.
DATA/packs/weights/{minilm,bge,...}.npz  fp16; mpnet's with `table`: id of the student's vocabulary -> its own.
Usage: python pack.py --config CONFIG --data DIR
"""
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from config import SETS, read_arguments, read_texts
from packed import Packed
from teachers import ROLES_OF_SETS, TEACHERS, Teacher
from tokens import student_ids, tokenize
from whole import written_whole

SLICE = 16384   # texts tokenized together
CHECKED = 2000  # texts of each set on which a teacher's own tokenizer must agree


def joined(parts: list[Packed]) -> Packed:
    lengths = np.concatenate([part.lengths for part in parts])
    return Packed(np.concatenate([part.ids for part in parts]), np.concatenate([[0], np.cumsum(lengths)]))


def pack_set(texts: list[str], tokenizer: Tokenizer, limits: dict[str, int], folder: Path, kind: str) -> None:
    """Both forms of one set; in slices, so that the lists stay small."""
    for form, make in (("student", student_ids), ("raw", tokenize)):
        path = folder / f"{kind}.{form}.npz"
        if path.exists():
            continue
        slices = [texts[i:i + SLICE] for i in range(0, len(texts), SLICE)]
        whole = joined([Packed.of(make(tokenizer, part, limits[form] - 2, special=False)) for part in slices])
        with written_whole(path) as unfinished:
            whole.save(unfinished)
        print(f"{path.name}: {len(whole)} texts, {len(whole.ids)} tokens, {path.stat().st_size / 2**20:.1f} MiB", flush=True)


def pack_pairs(corpus: Path, folder: Path) -> None:
    rows = [json.loads(line) for line in (corpus / "passages.jsonl").open()]
    pairs = np.array([json.loads(line) for line in (corpus / "pairs.jsonl").open()], np.int32)
    source = np.unique([row["source"] for row in rows], return_inverse=True)[1]
    np.savez_compressed(folder / "pairs.npz", pairs=pairs, held=np.array([row["held"] for row in rows]), source=source.astype(np.int32))


def vocabulary_table(student: Tokenizer, teacher: Tokenizer) -> np.ndarray:
    """[student's vocabulary] uint16: the teacher's id of each token, that of its unknown token where it has none."""
    theirs = teacher.get_vocab()
    unknown = theirs.get("[UNK]", theirs.get("<unk>"))
    table = np.full(student.get_vocab_size(), unknown, np.uint16)
    for token, place in student.get_vocab().items():
        table[place] = theirs.get(token, unknown)
    return table


def check_table(texts: list[str], student: Tokenizer, teacher: Tokenizer, table: np.ndarray) -> None:
    """The stored ids, mapped, must be the teacher's own."""
    ours, theirs = (tokenize(tokenizer, texts, 128, special=False) for tokenizer in (student, teacher))
    wrong = [text for text, a, b in zip(texts, ours, theirs) if table[a].tolist() != b]
    if wrong:
        raise ValueError(f"{len(wrong)} of {len(texts)} texts have other tokens: {wrong[0][:80]!r}")


def frames(teacher: Teacher, tokenizer: Tokenizer, queries_as_sentences: bool, limit: int) -> dict[str, dict]:
    """What stands around a text of each set: {"head", "tail", "limit"}."""
    out = {}
    for kind, role in ROLES_OF_SETS.items():
        prefix = getattr(teacher, "sentence" if kind == "queries" and queries_as_sentences else role)
        whole = tokenize(tokenizer, [prefix], 512)[0]
        out[kind] = {"head": whole[:-1], "tail": whole[-1:], "limit": limit + (16 if prefix else 0)}
    return out


def pack_weights(name: str, source: Path, target: Path, table: np.ndarray | None) -> None:
    """fp16, without what no encoder here reads."""
    if target.exists():
        return
    from encoder import read_weights
    tensors = {n: t.numpy() for n, t in read_weights(source).items() if n.startswith(("embeddings.", "encoder.")) and t.is_floating_point()}
    tensors = {n: t.astype(np.float16) for n, t in tensors.items()}
    if table is not None:
        tensors["table"] = table
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as unfinished:
        np.savez(unfinished, **tensors)
    print(f"{name}: {target.stat().st_size / 2**20:.1f} MiB", flush=True)


def pack(config: dict, data: Path) -> None:
    corpus, folder, weights = data / "corpus" / config["corpus"], data / "packs" / config["corpus"], data / "weights"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(weights / config["tokenizer"]))
    limits = {"student": config["train"]["limit"], "raw": config["teach"]["limit"]}
    texts = {kind: read_texts(corpus, kind) for kind in SETS}
    for kind in SETS:
        pack_set(texts[kind], tokenizer, limits, folder, kind)
    pack_pairs(corpus, folder)
    described = {}
    for name in dict.fromkeys([*config["teach"]["teachers"], config["initial"]]):
        teacher = TEACHERS[name]
        own = Tokenizer.from_file(str(next(weights.glob(teacher.tokenizer))))
        table = vocabulary_table(tokenizer, own)
        check_table([text for kind in SETS for text in texts[kind][:CHECKED]], tokenizer, own, table)
        same = (table == np.arange(len(table))).all()
        pack_weights(name, next(weights.glob(teacher.weights)), data / "packs" / "weights" / f"{name}.npz", None if same else table)
        described[name] = frames(teacher, own, name in config["teach"]["queries_as_sentences"], limits["raw"])
    (folder / "frames.json").write_text(json.dumps(described, indent=1) + "\n")


if __name__ == "__main__":
    pack(*read_arguments())
