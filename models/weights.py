"""Find weight files in the installed distributions and make sure that they are the ones we know."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import metadata
from pathlib import Path

from models import EngineUnavailable

_REGISTER = Path(__file__).with_name("weights.toml")


def weight_file(name: str) -> Path:
    """Path of the weight file `name` of weights.toml. The package that carries it is not imported.
    EngineUnavailable if it is missing or its sha256 differs."""
    entry = tomllib.loads(_REGISTER.read_text(encoding="utf-8"))[name]
    try:
        path = Path(str(metadata.distribution(entry["distribution"]).locate_file(entry["path"])))
        data = path.read_bytes()
    except (metadata.PackageNotFoundError, OSError) as error:
        raise EngineUnavailable(f"weights of {name}: install {entry['distribution']}=={entry['version']}") from error
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise EngineUnavailable(f"weights of {name}: {path.name} is not the file of {entry['distribution']} {entry['version']}")
    return path
