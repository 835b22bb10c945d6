"""The drawings of both packages name what is there, and all that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"`([\w./]+(?:\.py|\.toml|\.csv|\.tsv|/))`")


def named(package: str) -> set[str]:
    """Files and folders that the readme of a package names, without the folders before them."""
    found = _NAMED.findall((ROOT / package / "README.md").read_text(encoding="utf-8"))
    return {part for path in found for part in re.findall(r"[\w.]+/?", path)}


@pytest.mark.parametrize("package", ["extractor", "service"])
def test_what_is_named_exists(package: str) -> None:
    paths = [*(ROOT / package).rglob("*"), ROOT / "models"]
    there = {path.name + "/" * path.is_dir() for path in paths}
    assert named(package) <= there


@pytest.mark.parametrize(("package", "unnamed"), [("extractor", {"__init__", "__main__"}), ("service", {"__init__", "api", "store"})])
def test_all_modules_are_named(package: str, unnamed: set[str]) -> None:
    modules = {path.stem for path in (ROOT / package).glob("*.py")} | {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
    assert modules - unnamed <= {name.strip("/").removesuffix(".py") for name in named(package)}
