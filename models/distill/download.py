"""Step 0: fetch the packages of sources.toml into DATA/src, each with its registry's ordinary client.

Nothing here is needed again once the archives are there. A name that cannot be fetched is reported and left out; the next run tries
it again.
With a configuration that has a [download] table, only the first so many of each list it names; what is there already is not fetched again.
Usage: python download.py --data DIR [--config CONFIG] [--only pypi,npm,...]
"""
import argparse
import json
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from whole import written_whole

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Exclusions:
    names: frozenset[str]       # lower-case letters and digits
    families: tuple[str, ...]   # what a name starts with, lower-case, with `-` for `_`


def read_exclusions(path: Path = HERE / "exclusions.txt") -> Exclusions:
    """The names of a file; one that ends with `*` is that of a family."""
    words = [word.lower() for line in path.read_text().splitlines() if not line.startswith("#") for word in line.split()]
    names = frozenset(reduced(word) for word in words if not word.endswith("*"))
    families = [dashed(word[:-1]) for word in words if word.endswith("*")]
    # npm's archive of @scope/name is scope-name-VERSION.tgz.
    return Exclusions(names, (*families, *(each[1:-1] + "-" for each in families if each.startswith("@") and each.endswith("/"))))


def reduced(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def dashed(name: str) -> str:
    return name.lower().replace("_", "-")


AROUND = re.compile(r"^(?:python[\d.]*|node|ruby|golang|rust|php|haskell)-|-(?:docs?|documentation|stubs|src)$")


def is_excluded(name: str, excluded: Exclusions = read_exclusions()) -> bool:
    """True if a package's name, its group's last word, its repository on GitHub, or the last part of its path is excluded; also within a
    distribution's name for it (`python-numpy-doc`)."""
    parts = [name, re.split(r"[/:]", re.sub(r"/v\d+$", "", name))[-1]]
    if ":" in name:
        group, artifact = name.split(":")[:2]
        parts += [artifact, group.rsplit(".", 1)[-1]]
    if hosted := re.match(r"github\.com/([^/]+/([^/]+))", name):
        parts += [hosted[1], hosted[2]]
    parts += [AROUND.sub("", dashed(part)) for part in parts]
    return any(reduced(part) in excluded.names or dashed(part).startswith(excluded.families) for part in parts)


def run(command: list[str], cwd: Path) -> bool:
    """Run one client; True on success, the last line of its error otherwise printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        print("failed:", " ".join(command[-3:]), (done.stderr or done.stdout).strip()[-200:], flush=True)
    return done.returncode == 0


def fetch_each(names: list[str], command: list[str], target: Path, size: int = 8) -> list[str]:
    """Fetch in groups, and one by one where a group fails; the names that were had."""
    groups = [names[i:i + size] for i in range(0, len(names), size)]

    def one(group: list[str]) -> list[str]:
        return group if run(command + group, target) else [name for name in group if run(command + [name], target)]

    with ThreadPoolExecutor(3) as pool:
        return [name for group in pool.map(one, groups) for name in group]


def maven(names: list[str], target: Path) -> list[str]:
    """One pom with every artifact; the sources jars are copied out of it. The names that were had."""
    dependency = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
    body = "".join(dependency.format(*name.split(":")) for name in names)
    (target / "pom.xml").write_text(
        '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>'
        f"<dependencies>{body}</dependencies></project>")
    run(["mvn", "-q", "-B", "dependency:copy-dependencies", "-Dclassifier=sources", "-DexcludeTransitive=true",
         "-Dmdep.failOnMissingClassifierArtifact=false", f"-DoutputDirectory={target}"], target)
    return [name for name in names if (target / "{1}-{2}-sources.jar".format(*name.split(":"))).exists()]


def golang(names: list[str], target: Path) -> list[str]:
    """Module zips, the place of each in modules.jsonl, which has a module once however often it was fetched; the names that were had."""
    (target / "go.mod").write_text("module corpus\n\ngo 1.21\n")
    listing = target / "modules.jsonl"
    rows = {row["Path"]: row for row in map(json.loads, listing.read_text().splitlines())} if listing.exists() else {}
    had = []
    for name in names:
        done = subprocess.run(["go", "mod", "download", "-json", f"{name}@latest"], cwd=target,
                              capture_output=True, text=True)
        if done.returncode:
            print("failed:", name, (done.stderr or done.stdout)[-200:], flush=True)
            continue
        row = json.loads(done.stdout)
        rows[row["Path"]] = row
        with written_whole(listing) as unfinished:
            unfinished.write_text("".join(json.dumps(each) + "\n" for each in rows.values()))
        had.append(name)
    return had


def cargo(names: list[str], target: Path) -> list[str]:
    """`cargo vendor` of a crate that depends on all of them (and so on their dependencies): all are had, or none."""
    (target / "src").mkdir(exist_ok=True)
    (target / "src/lib.rs").write_text("")
    head = '[package]\nname = "corpus"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n'
    (target / "Cargo.toml").write_text(head + "".join(f'"{name}" = "*"\n' for name in names))
    return names if run(["cargo", "vendor", "-q", "vendor"], target) else []


def debian(section: str, names: list[str], target: Path) -> list[str]:
    """Source or binary packages with apt, a source list with deb-src must be set up; the names that were had."""
    verb = ["source", "--download-only"] if section == "debian_source" else ["download"]
    config = target.parent / "apt.conf"
    command = ["apt-get", *(["-c", str(config)] if config.exists() else []), *verb]
    return [name for name in names if run(command + [name], target)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--only", default="pypi,npm,maven,go,cargo,debian_source,debian_binary")
    args = parser.parse_args()
    sources = tomllib.loads((HERE / "sources.toml").read_text())
    limits = tomllib.loads(args.config.read_text()).get("download", {}).get("limit") if args.config else None
    for section in args.only.split(",") if limits is None else limits:
        names = [n for n in next(iter(sources[section].values())).split() if not is_excluded(n)]
        target = args.data / "src" / section
        target.mkdir(parents=True, exist_ok=True)
        fetch(section, names if limits is None else names[:limits[section]], target)
        print(section, "done:", len(list(target.iterdir())), "entries", flush=True)


def fetch(section: str, names: list[str], target: Path) -> None:
    """One ecosystem's packages; what was had is noted in its folder and not fetched again."""
    done = target / ".done"
    had = set(done.read_text().split()) if done.exists() else set()
    missing = [name for name in names if name not in had]
    if not missing:
        return
    wanted = names if section in ("maven", "cargo") else missing  # these resolve a whole list at once
    if section == "pypi":
        got = fetch_each(wanted, [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"], target)
    elif section == "npm":
        got = fetch_each(wanted, ["npm", "pack", "--silent"], target)
    elif section.startswith("debian"):
        got = debian(section, wanted, target)
    else:
        got = {"maven": maven, "go": golang, "cargo": cargo}[section](wanted, target)
    done.write_text(" ".join(sorted(had | set(got))))
    if len(got) < len(wanted):
        print(section, "could not be had:", *sorted(set(wanted) - set(got)), flush=True)


if __name__ == "__main__":
    main()
