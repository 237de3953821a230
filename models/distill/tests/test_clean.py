from clean import Contamination, first_sentence

CODE = '''def create_path(path):
    """Creates an absolute path in the file system."""
    import os
    if not os.path.exists(path):
        os.makedirs(path)
    return os.path.abspath(os.path.join(path, "here"))'''
DIRT = Contamination([CODE], ["A man is playing a guitar ."])


def test_drops_the_same_function_with_or_without_its_description():
    assert DIRT.function(CODE)
    assert DIRT.function(CODE.replace('"""Creates an absolute path in the file system."""', ""))


def test_drops_a_nearly_equal_function():
    assert DIRT.function(CODE.replace("return os.path.abspath", "yield os.path.abspath"))


def test_drops_an_equal_description_over_other_code():
    assert DIRT.function("def f(): pass", "Creates an absolute path in the file system. And more.")


def test_keeps_other_functions():
    assert not DIRT.function("def read(path):\n    with open(path) as file:\n        return [line.split() for line in file]", "Reads words.")


def test_drops_evaluation_sentences_whatever_their_case_and_signs():
    assert DIRT.text("a man is playing a guitar")
    assert not DIRT.text("A man is playing a flute.")


def test_first_sentence_ends_at_a_stop_or_an_empty_line():
    assert first_sentence("Read a file.  Then stop.") == "Read a file."
    assert first_sentence("Read a\n file\n\nMore") == "Read a file"
