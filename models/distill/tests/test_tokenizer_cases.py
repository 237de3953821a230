from tokenizer_cases import read_languages, spans


def test_spans_are_cut_of_every_language_alike_however_much_text_it_has(tmp_path):
    for name, text in (("a.ts", "const a = 1;\n" * 900), ("b.rb", "b = 1\n" * 9), ("c.kt", "val c = 1\n" * 9), ("d.md", "# D\n"), ("e.png", "no text")):
        (tmp_path / name).write_text(text)
    texts = read_languages([tmp_path])
    chosen = spans(texts, 40, 1)
    assert [sum(name == language for name, _ in chosen) for language in ("kotlin", "markdown", "ruby", "typescript")] == [10] * 4 and len(texts) == 4
    assert all(span in text for name, span in chosen for text in texts[name]) and chosen == spans(texts, 40, 1)


def test_the_repository_has_twelve_programming_languages_to_cut_from():
    from config import MODELS
    texts = read_languages([MODELS.parent / "src", MODELS.parent / "test", MODELS / "distill"])
    assert len(set(texts) - {"markdown", "json", "toml"}) >= 12
