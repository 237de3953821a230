import random

from download import is_excluded
from mine import mine, sections
from queries import imperative, query_texts


def only(language, text):
    found = list(mine(language, text))
    assert len(found) == 1
    return found[0]


def test_python_docstring_is_taken_out_of_the_bare_code():
    item = only("python", 'class A:\n    def read(self, path):\n        """Read rows of a file."""\n        rows = open(path).readlines()\n        return rows\n')
    assert (item.name, item.trail, item.doc) == ("read", "A.read", "Read rows of a file.")
    assert "Read rows" in item.full and "Read rows" not in item.bare


def test_go_comment_belongs_to_the_function_below():
    item = only("go", "// Sum adds all the numbers it is given.\nfunc Sum(xs []int) int {\n\tt := 0\n\tfor _, x := range xs { t += x }\n\treturn t\n}\n")
    assert item.name == "Sum" and item.bare.endswith("}")


def test_block_comment_of_javascript():
    item = only("javascript", "/**\n * Escapes a string for HTML.\n * @param {string} s\n */\nexport function escapeHtml(s) {\n  return s.replace(/</g, '&lt;');\n}\n")
    assert item.name == "escapeHtml" and item.doc.startswith("Escapes a string for HTML.")


def test_ruby_method_ends_at_its_own_end():
    item = only("ruby", "  # Joins all of the parts\n  def join(parts)\n    parts.each do |p|\n      p\n    end\n  end\n")
    assert item.bare.startswith("def join") and item.bare.endswith("end")


def test_sections_of_markdown():
    body = "Use the retry option to try an upload again after it failed once."
    assert list(sections(f"# Retrying\n\n{body}\n", "md")) == [("Retrying", body)]


def test_queries_are_imperative_and_short():
    assert imperative("Returns the number of rows.") == "return the number of rows"
    assert imperative("Matches a path") == "match a path"
    for query in query_texts("readRows", "A.readRows", "Reads rows of a file, and more.", "python", random.Random(1)):
        assert 2 <= len(query.split()) <= 60


def test_how_to_is_asked_of_actions_only():
    def asked(doc):
        return {query for seed in range(40) for query in query_texts("x", "x", doc, "python", random.Random(seed))}
    assert any(query.startswith("how to read rows") for query in asked("Reads rows of a file."))
    assert not any("how to" in query for query in asked("The angle to keep between cones."))


def test_benchmark_packages_are_excluded_by_any_of_their_names():
    for name in ("flask", "Django", "scikit_learn", "org.apache.commons:commons-lang3:3.14", "github.com/spf13/cobra", "github.com/go-chi/chi/v5"):
        assert is_excluded(name)
    assert not is_excluded("numpy")
