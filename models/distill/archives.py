"""Reading of downloaded packages: one `Package` with its licence and a lazy list of text files each."""
import io
import json
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|Zlib|PSF|Python Software Foundation|Unlicense|CC0|0BSD|BSL-1\.0|Boost|HPND|PostgreSQL|"
    r"Public Domain|WordNet|Ruby)\b", re.I)
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU|MPL|Mozilla|EPL|Eclipse|CDDL|EUPL|SSPL|BUSL|Copyleft|Commercial|Proprietary)", re.I)
# Sentences that only one licence contains; the first match wins, copyleft first.
LICENCE_TEXTS = (
    ("GPL", "GNU GENERAL PUBLIC"), ("LGPL", "GNU LESSER"), ("AGPL", "GNU AFFERO"), ("MPL", "Mozilla Public"), ("EPL", "Eclipse Public"),
    ("Apache-2.0", "Apache License"), ("MIT", "Permission is hereby granted, free of charge"), ("BSL-1.0", "Boost Software License"),
    ("BSD", "Redistribution and use in source and binary forms"), ("ISC", "Permission to use, copy, modify"),
    ("PostgreSQL", "without a written agreement"), ("Zlib", "provided 'as-is'"), ("Public Domain", "public domain"),
)
TEXT = re.compile(r"\.(py|pyi|js|mjs|cjs|ts|tsx|java|kt|scala|go|rs|c|h|cc|cpp|hpp|hh|cs|php|rb|swift|zig|exs?|lua|sh|bash|hs|md|rst|html)$")
SKIP = re.compile(r"(^|/)(tests?|testing|__tests__|vendor|vendored|_vendor|third_party|node_modules|examples?/data|locale|umd|min)(/|$)|\.min\.|_pb2?\.py$")


@dataclass
class Package:
    name: str
    version: str
    ecosystem: str
    licence: str
    files: list[tuple[str, str]]  # path, text


def licence_of_text(text: str) -> str:
    """Name of the licence a text is, or an empty string."""
    flat = re.sub(r"\s+", " ", text)
    return next((name for name, sign in LICENCE_TEXTS if sign.lower() in flat[:20000].lower()), "")


def permissive(licence: str) -> bool:
    """True for licences without copyleft; a choice ("MIT OR GPL") counts as the permissive one, but not for what stands beside it ("GPL AND (MIT OR ISC)")."""
    if choice := re.search(r"\(([^()]*\bOR\b[^()]*)\)", licence):
        return any(permissive(licence.replace(choice[0], part)) for part in re.split(r"\bOR\b", choice[1]))
    if re.search(r"\bOR\b", licence):
        return any(permissive(part) for part in re.split(r"\bOR\b", licence))
    return bool(PERMISSIVE.search(licence)) and not COPYLEFT.search(licence)


def entries(path: Path) -> Iterator[tuple[str, bytes]]:
    """Paths and contents of a zip or tar; a truncated archive ends early."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if wanted(info.filename, info.file_size):
                    yield info.filename, archive.read(info)
        return
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and wanted(member.name, member.size):
                    yield member.name, archive.extractfile(member).read()
    except (tarfile.ReadError, EOFError):
        return


def is_licence(path: str) -> bool:
    return bool(re.match(r"(licen[cs]e|copying|copyright)", path.rsplit("/", 1)[-1], re.I))


def wanted(path: str, size: int) -> bool:
    name = path.rsplit("/", 1)[-1]
    if is_licence(path) or name in ("METADATA", "package.json", "Cargo.toml"):
        return size < 300_000
    return bool(TEXT.search(path)) and not SKIP.search(path) and 200 < size < 400_000


def read_package(path: Path, ecosystem: str, name: str, version: str, licence: str = "") -> Package:
    """Everything of one archive (or folder), its licence from metadata, else from its licence text nearest the top."""
    files, texts, declared = [], [], licence
    source = folder_entries(path) if path.is_dir() else entries(path)
    for place, content in source:
        text = content.decode("utf-8", "replace")
        base = place.rsplit("/", 1)[-1]
        if base == "METADATA":
            declared = declared or python_licence(text)
        elif base == "package.json" and place.count("/") <= 1:
            declared = declared or json_licence(text)
        elif base == "Cargo.toml" and place.count("/") <= 1:
            found = re.search(r'^license\s*=\s*"(.*?)"', text, re.M)
            declared = declared or (found[1].replace("/", " OR ") if found else "")
        elif is_licence(place):
            texts.append((place.count("/"), licence_of_text(text)))
        elif TEXT.search(place):
            files.append((place, text))
    found = [kind for _, kind in sorted(texts) if kind]
    return Package(name, version, ecosystem, declared or (found[0] if found else "unknown"), files)


def folder_entries(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(path.rglob("*")):
        if file.is_file() and wanted(str(file.relative_to(path)), file.stat().st_size):
            yield str(file.relative_to(path)), file.read_bytes()


def python_licence(metadata: str) -> str:
    """Of a wheel's METADATA: expression, classifiers, or the short licence field."""
    head = metadata.split("\n\n")[0]
    expression = re.search(r"^License-Expression: (.*)$", head, re.M)
    classifiers = re.findall(r"^Classifier: License :: (?:OSI Approved :: )?(.*)$", head, re.M)
    plain = re.search(r"^License: (.{1,60})$", head, re.M)
    return expression[1] if expression else " AND ".join(classifiers) or (plain[1] if plain else "")


def json_licence(text: str) -> str:
    try:
        value = json.loads(text).get("license", "")
    except json.JSONDecodeError:
        return ""
    return value if isinstance(value, str) else str(value.get("type", "")) if isinstance(value, dict) else ""


def debian_folder(path: Path, cache: Path) -> Path:
    """A .deb unpacked once with dpkg-deb."""
    target = cache / path.stem
    if not target.exists():
        target.mkdir(parents=True)
        subprocess.run(["dpkg-deb", "-x", str(path), str(target)], check=True)
    return target


def locations(src: Path) -> Iterator[tuple[Path, str, str, str]]:
    """(path, ecosystem, name, version) of everything that download.py brought."""
    for path in sorted((src / "pypi").glob("*.whl")):
        yield path, "pypi", *path.name.split("-")[:2]
    for path in sorted((src / "npm").glob("*.tgz")):
        name, version = re.match(r"(.*?)-(\d.*)\.tgz", path.name).groups()
        yield path, "npm", name, version
    for path in sorted((src / "maven").glob("*-sources.jar")):
        name, version = re.match(r"(.*?)-(\d.*)-sources\.jar", path.name).groups()
        yield path, "maven", name, version
    listing = src / "go" / "modules.jsonl"
    for line in listing.read_text().splitlines() if listing.exists() else []:
        row = json.loads(line)
        if row.get("Zip"):
            yield Path(row["Zip"]), "go", row["Path"], row["Version"]
    for path in sorted((src / "cargo" / "vendor").glob("*/")):
        found = re.search(r'^version\s*=\s*"(.*?)"', (path / "Cargo.toml").read_text(errors="replace"), re.M)
        yield path, "cargo", path.name, found[1] if found else ""
    for path in sorted((src / "debian_source").glob("*.orig.tar.*")):
        if not path.name.endswith(".asc"):
            yield path, "debian", *re.match(r"(.*?)_(.*)\.orig", path.name).groups()
    for path in sorted((src / "github").glob("*.tar")):
        yield path, "github", path.stem.replace("+", "/"), "snapshot"
