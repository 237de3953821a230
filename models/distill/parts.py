"""Large files in parts of at most 16 MiB with checksums, and back; so that a run's inputs and outputs can be moved in pieces.

A folder of parts holds NAME.000, NAME.001, ... of each file (`/` in its path written `+`) and NAME.parts.json: path, bytes, sha256 of the whole and
of each part. `join` writes every file whose parts are all there and right, and says what is missing of the others; parts may come over several calls.
Usage: python parts.py split --data DIR --parts PARTS FILE...   (paths relative to DIR; folders are taken whole)
       python parts.py join  --data DIR --parts PARTS [--remove]
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

LARGEST = 16 * 1024 * 1024 - 4096  # bytes a part


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def split(path: Path, data: Path, parts: Path, largest: int = LARGEST) -> list[Path]:
    """Writes the parts and their manifest; parts that are there already and right stay as they are."""
    parts.mkdir(parents=True, exist_ok=True)
    relative = path.relative_to(data).as_posix()
    name, whole, rows, out = relative.replace("/", "+"), hashlib.sha256(), [], []
    with open(path, "rb") as file:
        while content := file.read(largest):
            part = parts / f"{name}.{len(rows):03}"
            whole.update(content)
            rows.append({"part": part.name, "bytes": len(content), "sha256": digest(content)})
            if not part.exists() or part.stat().st_size != len(content) or digest(part.read_bytes()) != rows[-1]["sha256"]:
                part.write_bytes(content)
            out.append(part)
    manifest = {"path": relative, "bytes": path.stat().st_size, "sha256": whole.hexdigest(), "parts": rows}
    (parts / f"{name}.parts.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return out


def is_right(part: Path, row: dict) -> bool:
    return part.exists() and part.stat().st_size == row["bytes"] and digest(part.read_bytes()) == row["sha256"]


def join(manifest: Path, data: Path, remove: bool = False) -> list[str]:
    """Writes the file a manifest describes, or names the parts that are missing or wrong."""
    described = json.loads(manifest.read_text())
    target = data / described["path"]
    if not target.resolve().is_relative_to(data.resolve()):
        raise ValueError(f"{described['path']} leads out of the folder")
    if target.exists() and target.stat().st_size == described["bytes"]:
        return []
    rows = described["parts"]
    bad = [row["part"] for row in rows if not is_right(manifest.parent / row["part"], row)]
    if bad:
        return bad
    target.parent.mkdir(parents=True, exist_ok=True)
    whole, temporary = hashlib.sha256(), target.with_name(target.name + ".joining")
    with open(temporary, "wb") as out:
        for row in rows:
            content = (manifest.parent / row["part"]).read_bytes()
            whole.update(content)
            out.write(content)
    if whole.hexdigest() != described["sha256"]:
        raise ValueError(f"{described['path']}: the parts do not make the file")
    temporary.rename(target)
    for row in rows if remove else []:
        (manifest.parent / row["part"]).unlink()
    return []


def files_of(data: Path, names: list[str]) -> list[Path]:
    """Files named, and all in folders named, relative to `data`."""
    found = [data / name for name in names]
    return [file for path in found for file in (sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path])]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=("split", "join"))
    parser.add_argument("files", nargs="*")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--parts", type=Path, required=True)
    parser.add_argument("--remove", action="store_true", help="parts of files that were joined")
    args = parser.parse_intermixed_args()
    if args.action == "split":
        for path in files_of(args.data, args.files):
            made = split(path, args.data, args.parts)
            print(f"{path.relative_to(args.data)}: {path.stat().st_size / 2**20:.1f} MiB in {len(made)} parts", flush=True)
        return
    manifests = sorted(args.parts.glob("*.parts.json"))
    if not manifests:
        sys.exit(f"no manifests in {args.parts}")
    missing = {m.name: bad for m in manifests if (bad := join(m, args.data, args.remove))}
    for name, bad in missing.items():
        print(f"{name}: missing or wrong: {' '.join(bad)}", flush=True)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
