"""Step `collect`: packages -> DATA/corpus/{passages,queries,pairs,sentences}.jsonl and DATA/logs/corpus.NAME.json, which counts them.

passages: {"text", "language", "source"}; queries: {"text"}; pairs: [query, passage] indices, several queries for one passage;
sentences: {"text"}. Split by source: about 1 in 50 packages is held out for validation ("held": true).
Usage: python collect.py --config CONFIG --data DIR --evaluation DIR [--logs DIR]
"""
import hashlib
import json
import random
import time
import tomllib
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

from archives import debian_folder, locations, permissive, read_package
from clean import Contamination, load_contamination
from config import HERE, add_logs, log_folder, read_config, step_parser
from download import is_excluded
from mine import language_of, mine, prose_sentences, sections
from prepare import prepare
from queries import query_texts
from sentences import find_wordnet, scenes, wordnet

STATE: dict[str, object] = {}


def seeded(name: str, seed: int) -> random.Random:
    """A generator of its own for each package, so that the order of work does not matter."""
    return random.Random(int(hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()[:12], 16))


def passage(item, path: str, rng: random.Random, header_share: float) -> str:
    """Code with or without its documentation, a share of them with the engine's header line(s) in front."""
    code = item.full if rng.random() < 0.5 else item.bare
    if rng.random() < header_share:
        trail = f"\n{item.trail}" if rng.random() < 0.7 else ""
        return f"{' '.join(path.split('/')[-3:])}{trail}\n{code}"
    return code


def package_rows(job: tuple) -> dict[str, object]:
    """Everything taken of one package: {"head", "code": [(language, passage, queries)], "sections", "sentences"}."""
    path, ecosystem, name, version = job
    config, dirt = STATE["config"], STATE["dirt"]
    licence = config["licences"].get(ecosystem, {}).get(name, "")
    try:
        package = read_package(Path(path), ecosystem, name, version, licence)
    except Exception as error:  # a damaged archive must not end the run
        return {"head": (ecosystem, name, version, f"unreadable: {error}"), "code": [], "sections": [], "sentences": []}
    head = (ecosystem, name, version, package.licence)
    if not permissive(package.licence):
        return {"head": head, "code": [], "sections": [], "sentences": []}
    rng = seeded(name, config["seed"])
    rng.shuffle(package.files)
    code, parts, prose = [], [], []
    limit = time.process_time() + config["seconds_per_package"]
    for place, text in package.files:
        if time.process_time() > limit:  # not the clock's: a busy machine must not change the corpus
            break
        extension = place.rsplit(".", 1)[-1]
        language = language_of(place, text)
        if language and len(code) < config["per_package"]:
            code += code_rows(language, place, text, rng, dirt)
        elif extension in ("md", "rst", "html") and len(parts) < config["sections_per_package"]:
            for heading, body in sections(text, extension):
                if not dirt.text(heading):  # it becomes a question
                    parts.append((heading, body))
                prose += [s for s in prose_sentences(body) if not dirt.text(s)]
    rng.shuffle(code), rng.shuffle(parts), rng.shuffle(prose)
    return {"head": head, "code": code[:config["per_package"]], "sections": parts[:config["sections_per_package"]],
            "sentences": prose[:config["sentences_per_package"]]}


def code_rows(language: str, path: str, text: str, rng: random.Random, dirt: Contamination) -> list[tuple]:
    """(language, passage, queries) of the definitions of one file, at most `per_file`."""
    found = [item for item in mine(language, text) if item.doc.isascii()]
    rows = []
    for item in rng.sample(found, min(STATE["config"].get("per_file", 40), len(found))):
        queries = [q for q in query_texts(item.name, item.trail, item.doc, language, rng) if not dirt.text(q)]
        if queries and not dirt.function(item.bare, item.doc):
            rows.append((language, passage(item, path, rng, STATE["config"].get("header_share", 0.3)), queries))
    return rows


def balanced(rows: list[tuple], quotas: dict[str, int], rng: random.Random) -> list[tuple]:
    """At most the quota of each language, duplicates (prepared, last 400 characters) once."""
    rng.shuffle(rows)
    taken, seen, out = Counter(), set(), []
    for row in rows:
        key = prepare(row[1][-400:]).lower()
        if key not in seen and taken[row[0]] < quotas.get(row[0], 0):
            seen.add(key)
            taken[row[0]] += 1
            out.append(row)
    return out


def write(folder: Path, code: list[tuple], sentences: list[str]) -> dict[str, int]:
    """The four files; queries are unique, an index each."""
    folder.mkdir(parents=True, exist_ok=True)
    place: dict[str, int] = {}
    with open(folder / "passages.jsonl", "w") as passages, open(folder / "pairs.jsonl", "w") as pairs:
        for i, (language, text, queries, source, held) in enumerate(code):
            passages.write(json.dumps({"text": text, "language": language, "source": source, "held": held}) + "\n")
            for query in queries:
                pairs.write(json.dumps([place.setdefault(query, len(place)), i]) + "\n")
    for name, texts in (("queries", list(place)), ("sentences", sentences)):
        with open(folder / f"{name}.jsonl", "w") as out:
            out.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    return {"passages": len(code), "queries": len(place), "pairs": sum(len(c[2]) for c in code), "sentences": len(sentences)}


def gather(results: list[dict], config: dict) -> tuple[list[tuple], list[str]]:
    """Rows of all packages with their source and split, and prose sentences."""
    code, prose = [], {}
    for result in results:
        source = "/".join(result["head"][:2])
        held = seeded(source, config["seed"] + 1).random() < config["held_share"]
        code += [(*row, source, held) for row in result["code"]]
        code += [("document", f"{h}\n{body}" if len(body) % 2 else body, [h if len(body) % 3 else h.lower()], source, held)
                 for h, body in result["sections"]]
        prose.update(dict.fromkeys(result["sentences"]))
    return code, list(prose)


def start(config: dict, dirt: Contamination) -> None:
    STATE.update(config=config, dirt=dirt)


def list_jobs(data: Path, config: dict) -> list[tuple]:
    """Everything that was brought and is not excluded, in a fixed random order; licences of sources.toml join those of the configuration."""
    src = data / "src"
    known = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))["licences"]
    config["licences"] = {kind: {**known.get(kind, {}), **config["licences"].get(kind, {})} for kind in {*known, *config["licences"]}}
    debs = [(debian_folder(p, src / "debs"), "debian-doc", p.name.split("_")[0], p.name.split("_")[1]) for p in (src / "debian_binary").glob("*.deb")]
    local = [(data / place, "local", name, "") for name, place in config["local"].items()]
    jobs = sorted((j for j in [*locations(src), *debs, *local] if not is_excluded(j[2])), key=lambda j: j[1:])
    random.Random(0).shuffle(jobs)
    return jobs


def count(jobs: list[tuple], config: dict, dirt: Contamination) -> None:
    """What the jobs yield, duplicates once: packages, definitions by language, sections, sentences, queries."""
    start(config, dirt)
    seen, languages, others, began = set(), Counter(), Counter(), time.time()
    for i, job in enumerate(jobs):
        result = package_rows(job)
        others["permissive packages"] += permissive(result["head"][3])
        for language, text, queries in result["code"]:
            key = hash(prepare(text[-400:]).lower())
            if key not in seen:
                seen.add(key)
                languages[language] += 1
                others["queries"] += len(queries)
        others["sections"] += len(result["sections"])
        others["sentences"] += len(result["sentences"])
        if i % 20 == 19 or i == len(jobs) - 1:
            row = {"packages": i + 1, "of": len(jobs), "seconds": round(time.time() - began), "definitions": sum(languages.values()), **others}
            print(json.dumps({**row, "languages": dict(languages.most_common())}), flush=True)


def main() -> None:
    parser = step_parser()
    parser.add_argument("--evaluation", type=Path, required=True)
    parser.add_argument("--count", type=int, default=0, help="only count what every so-manieth package yields; 1: all")
    add_logs(parser)
    args = parser.parse_args()
    whole = read_config(args.config)
    config = {**whole["collect"], "seed": whole["seed"]}
    src = args.data / "src"
    jobs = list_jobs(args.data, config)
    glosses = find_wordnet(src / "debs") if config["wordnet"] and not args.count else None  # before minutes are spent on the rest
    dirt = load_contamination(args.evaluation)
    if args.count:
        count(jobs[::args.count], config, dirt)
        return
    with Pool(config["processes"], start, (config, dirt)) as pool:
        results = []
        for result in pool.imap_unordered(package_rows, jobs):
            results.append(result)
            if len(results) % 100 == 0:
                print(len(results), "of", len(jobs), sum(len(r["code"]) for r in results), flush=True)
    results.sort(key=lambda r: r["head"][:2])
    rng = random.Random(config["seed"])
    code, prose = gather(results, config)
    code = balanced(code, config["quotas"], rng)[:config["passages"]]
    words = [s for s in wordnet(glosses) if not dirt.text(s)] if glosses else []
    made = [s for s in scenes(config["scenes"] * 2, config["seed"]) if not dirt.text(s)]
    groups = {"wordnet": words, "prose": prose, "scenes": made}
    sentences = [s for name, group in groups.items() for s in rng.sample(group, min(len(group), config[name]))]
    counts = write(args.data / "corpus" / whole["corpus"], code, sentences)
    log = log_folder(args.data, args.logs) / f"corpus.{whole['corpus']}.json"
    report(log, counts, code, results, {n: min(len(g), config[n]) for n, g in groups.items()})


def report(log: Path, counts: dict, code: list[tuple], results: list[dict], groups: dict) -> None:
    """Into `log`, counts by language, and by source with version and licence; what was dropped and why."""
    by_source = Counter(row[3] for row in code)
    heads = {"/".join(r["head"][:2]): r["head"] for r in results}
    manifest = {
        "counts": counts, "sentences": groups, "languages": dict(Counter(row[0] for row in code).most_common()),
        "licences": dict(Counter(heads[row[3]][3] for row in code).most_common()),
        "held_out": sorted({row[3] for row in code if row[4]}),
        "sources": {s: {"version": heads[s][2], "licence": heads[s][3], "passages": n} for s, n in sorted(by_source.items())},
        "not_permissive_or_unknown": {s: h[3] for s, h in sorted(heads.items()) if not permissive(h[3])},
    }
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(json.dumps(manifest, indent=1) + "\n")
    print(json.dumps({k: manifest[k] for k in ("counts", "sentences", "languages")}, indent=1))


if __name__ == "__main__":
    main()
