"""Configuration files (TOML) and the places of things."""
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
DEFAULT_DATA = HERE.parent.parent / ".cache" / "distill"


def read_config(path: Path) -> dict:
    """The whole file; every step reads its own table. `corpus` names the collected corpus and defaults to the file's name."""
    return {"corpus": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))}
