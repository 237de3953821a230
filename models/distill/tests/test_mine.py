import random

from download import is_excluded
from mine import language_of, mine, sections
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


def test_swift_and_zig_documentation_stands_above_braces():
    swift = only("swift", "    /// Returns the first element\n    /// that is even.\n    public func firstEven(_ xs: [Int]) -> Int? {\n        return xs.first { $0 % 2 == 0 }\n    }\n")
    assert (swift.name, swift.doc.split()[0]) == ("firstEven", "Returns") and swift.bare.endswith("}")
    assert only("zig", "/// Adds two numbers or fails.\npub fn add(a: u32, b: u32) !u32 {\n    return std.math.add(u32, a, b);\n}\n").name == "add"


def test_elixir_doc_attribute_belongs_to_the_function_below():
    item = only("elixir", '  @doc """\n  Joins all of the parts.\n\n      iex> join([])\n  """\n  @spec join(list) :: binary\n  def join(parts) do\n    for p <- parts do\n      p\n    end\n  end\n')
    assert item.name == "join" and item.doc.startswith("Joins all of") and item.bare.startswith("def join") and item.bare.count("end") == 2
    assert "Joins all" in item.full and "Joins all" not in item.bare


def test_lua_functions_end_at_their_own_end():
    item = only("lua", "--- Read all lines of a file.\n-- @param f path\nfunction M.read_lines(f)\n  for l in io.lines(f) do\n    print(l)\n  end\nend\n")
    assert (item.name, item.doc) == ("read_lines", "Read all lines of a file.") and item.bare.endswith("\nend")


def test_bash_functions_below_comments():
    item = only("bash", "#!/bin/bash\n\n# Print the current branch.\ncurrent_branch() {\n  git rev-parse --abbrev-ref HEAD\n  return 0\n}\n")
    assert (item.name, item.doc) == ("current_branch", "Print the current branch.")


def test_haskell_signature_and_equations():
    item = only("haskell", "-- | Split a list\n-- into two halves.\nhalve :: [a] -> ([a], [a])\nhalve xs = splitAt n xs\n  where\n    n = length xs `div` 2\n\nother :: Int\nother = 1\n")
    assert item.doc == "Split a list\ninto two halves." and item.bare.startswith("halve ::") and "other" not in item.bare


def test_headers_that_use_cpp_are_cpp():
    assert language_of("a/b.h", "namespace a {\nclass B {\n public:\n};\n}\n") == "cpp"
    assert language_of("a/b.h", "struct b { int c; };\n") == "c"
    assert language_of("a/b.txt", "") is None


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
    for name in ("networkx", "catboost", "org.typelevel:fs2-core:3", "Kotlin/kotlinx.serialization", "redisson", "github.com/prometheus/client_golang"):
        assert not is_excluded(name)


def test_archives_and_distributions_of_excluded_packages_are_excluded_too():
    """As wheels, npm's archives, modules below a repository and documentation packages are named."""
    for name in ("google_cloud_storage", "babel-traverse", "vue-reactivity", "github.com/docker/compose/v2", "github.com/caddyserver/caddy/v2/modules/logging",
                 "python-numpy-doc", "python3-scipy", "python-django-doc", "python3.11-pandas-docs", "ruby-rubocop", "pandas-stubs", "org.apache.lucene:lucene-core:9"):
        assert is_excluded(name), name
    for name in ("python3.11-doc", "rust-doc", "git-doc", "types-node", "Babel", "faker", "node-fetch"):  # of other projects
        assert not is_excluded(name), name


def test_families_are_excluded_by_how_their_names_begin():
    for name in ("io.ktor:ktor-io:2.3", "org.typelevel:cats-core_2.13:2.1", "@trpc/client", "laravel/prompts", "ReactiveX/RxSwift"):
        assert is_excluded(name)


def test_every_benchmark_repository_is_excluded():
    """MinishLab/semble, benchmarks/repos.json, by owner and name; SWE-bench's test and dev, its train, its Multimodal and its Multilingual repositories."""
    for name in """aio-libs/aiohttp fastapi/fastapi pallets/flask encode/httpx MinishLab/model2vec pydantic/pydantic psf/requests encode/starlette
            axios/axios expressjs/express reduxjs/redux gin-gonic/gin spf13/cobra go-chi/chi google/gson apache/commons-lang FasterXML/jackson-databind
            guzzle/guzzle Seldaek/monolog laravel/framework sinatra/sinatra rack/rack rails/rails tokio-rs/tokio trpc/trpc neuecc/MessagePack-CSharp
            ktorio/ktor typelevel/cats Alamofire/Alamofire pallets/click serde-rs/serde colinhacks/zod nlohmann/json phoenixframework/phoenix
            tokio-rs/axum vitest-dev/vitest JamesNK/Newtonsoft.Json DapperLib/Dapper Kotlin/kotlinx.coroutines JetBrains/Exposed circe/circe
            http4s/http4s vapor/vapor elixir-plug/plug elixir-ecto/ecto abseil/abseil-cpp fmtlib/fmt curl/curl redis/redis libuv/libuv
            bats-core/bats-core haskell/aeson nvim-telescope/telescope.nvim folke/lazy.nvim ziglang/zig nvm-sh/nvm Bash-it/bash-it jgm/pandoc
            xmonad/xmonad echasnovski/mini.nvim zigtools/zls Hejsil/zig-clap django/django sympy/sympy scikit-learn/scikit-learn
            matplotlib/matplotlib pytest-dev/pytest sphinx-doc/sphinx astropy/astropy pylint-dev/pylint mwaskom/seaborn pydata/xarray
            pyvista/pyvista pydicom/pydicom sqlfluff/sqlfluff marshmallow-code/marshmallow pvlib/pvlib-python pylint-dev/astroid
            DataDog/integrations-core JohnSnowLabs/spark-nlp Lightning-AI/lightning PrefectHQ/prefect Qiskit/qiskit apache/airflow apache/mxnet
            celery/celery conan-io/conan conda/conda dagster-io/dagster docker/compose explosion/spaCy gitpython-developers/GitPython google/jax
            googleapis/google-cloud-python huggingface/transformers ipython/ipython jupyterlab/jupyterlab kubeflow/pipelines mesonbuild/meson
            numpy/numpy open-mmlab/mmdetection pandas-dev/pandas pantsbuild/pants pyca/cryptography pypa/pip python/typeshed ray-project/ray
            scipy/scipy tensorflow/models tiangolo/fastapi twisted/twisted wagtail/wagtail ytdl-org/youtube-dl
            Automattic/wp-calypso GoogleChrome/lighthouse PrismJS/prism alibaba-fusion/next bpmn-io/bpmn-js carbon-design-system/carbon chartjs/Chart.js
            diegomura/react-pdf eslint/eslint grommet/grommet highlightjs/highlight.js markedjs/marked openlayers/openlayers prettier/prettier
            processing/p5.js quarto-dev/quarto-cli scratchfoundation/scratch-gui
            apache/druid apache/lucene javaparser/javaparser projectlombok/lombok reactivex/rxjava babel/babel facebook/docusaurus
            immutable-js/immutable-js mrdoob/three.js preactjs/preact vuejs/core plotly/plotly.js cypress-io/cypress emotion-js/emotion
            burntsushi/ripgrep sharkdp/bat astral-sh/ruff uutils/coreutils nushell/nushell caddyserver/caddy hashicorp/terraform prometheus/prometheus
            gohugoio/hugo phpoffice/phpspreadsheet php-cs-fixer/php-cs-fixer briannesbitt/carbon jekyll/jekyll fluent/fluentd fastlane/fastlane
            jordansissel/fpm faker-ruby/faker rubocop/rubocop jqlang/jq micropython/micropython valkey-io/valkey""".split():
        assert is_excluded(name), name
