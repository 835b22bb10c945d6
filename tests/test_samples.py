"""Every sample report through the whole line: floors under its scores, so that a gain here is no loss there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor import extract
from service.evaluate import Score, score

SAMPLES = Path(__file__).parent.parent / "samples"
REPORTS = sorted(path.parent for path in SAMPLES.glob("*/expected.json") if path.parent.name != "scanned")  # see test_scanned.py
# floors: share of document facts, F1 of headings, paragraphs and table figures, recall of prose figures
USUAL = {"meta": 1.0, "headings": 0.95, "paragraphs": 0.95, "tables": 0.99, "prose": 0.95}
FLOORS: dict[str, dict[str, float]] = {
    "000": {"tables": 0.9},
    "003": {"paragraphs": 0.85, "tables": 0.9},
}


def source_of(sample: Path) -> Path:
    """The report itself: the one file that is neither expectation nor notes."""
    return next(path for path in sorted(sample.iterdir()) if path.suffix in (".txt", ".md", ".html") and path.name != "notes.md")


def scored(sample: Path, data: bytes | None = None) -> Score:
    expected: dict[str, Any] = json.loads((sample / "expected.json").read_text(encoding="utf-8"))
    source = source_of(sample)
    report = extract(data or source.read_bytes(), filename=source.name)
    return score(expected, json.loads(report.model_dump_json()))


def figures(got: Score) -> dict[str, float]:
    f1 = {"headings": got.headings.f1, "paragraphs": got.paragraphs.f1, "tables": got.tables.f1}
    return {"meta": got.meta.recall, **f1, "prose": got.prose.recall}


@pytest.mark.parametrize("sample", REPORTS, ids=lambda path: path.name)
def test_scores_stay_above_their_floors(sample: Path) -> None:
    floors = USUAL | FLOORS.get(sample.name, {})
    got = figures(scored(sample))
    assert {name: value for name, value in got.items() if value < floors[name]} == {}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_the_encoding_changes_nothing(encoding: str) -> None:
    sample = SAMPLES / "guangdong_archives_2022"
    text = source_of(sample).read_text(encoding="utf-8")
    assert figures(scored(sample, text.encode(encoding))) == figures(scored(sample))
