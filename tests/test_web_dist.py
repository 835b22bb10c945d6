"""The built review page that is kept in the repository belongs to the sources beside it."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB = ROOT / "service" / "web"
FILES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")  # as in stamp.mjs


def test_dist_was_built_from_the_present_sources() -> None:
    names = [*FILES, *(p.relative_to(WEB).as_posix() for folder in ("public", "src") for p in (WEB / folder).rglob("*") if p.is_file())]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(f"{name}\n".encode())
        digest.update(hashlib.sha256((WEB / name).read_bytes()).hexdigest().encode() + b"\n")
    built = (WEB / "dist" / "sources.sha256").read_text("ascii").strip()
    assert built == digest.hexdigest(), "run `make web` and commit service/web/dist"


def test_dist_is_whole_and_asks_nothing_of_others() -> None:
    index = (WEB / "dist" / "index.html").read_text("utf-8")
    assets = re.findall(r'(?:src|href)="([^"]+)"', index)
    assert len(assets) >= 3
    for asset in assets:
        assert not asset.startswith(("http:", "https:", "//", "data:"))
        assert (WEB / "dist" / asset).is_file()
    assert "<style" not in index
    assert not re.search(r"<script[^>]*>[^<]", index)  # scripts in the page would need an exception from the policy


def test_names_on_the_page_are_those_of_the_vocabulary() -> None:
    known = tomllib.loads((ROOT / "extractor" / "knowledge" / "vocabulary.toml").read_text("utf-8"))
    shown = json.loads((WEB / "src" / "words" / "vocabulary.json").read_text("utf-8"))
    columns = {id: name for group in known["columns"].values() for id, name in group.items()}
    assert shown["forms"] == known["forms"]
    assert shown["columns"] == columns


@pytest.mark.parametrize("path", sorted((WEB / "src").rglob("*.ts*")), ids=lambda path: path.name)
def test_no_source_writes_html_or_inline_style(path: Path) -> None:
    text = path.read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "dangerouslySetInnerHTML", "insertAdjacentHTML", "document.write", "eval(", "style="):
        assert way not in text
